//! How histories that reach the origin were chosen by the last twelve months, and what that left.

use super::made::Made;
use maud::{Markup, html};

/// Share kept, effective number, factor on the level.
pub fn section(made: &Made) -> Option<Markup> {
    let row = made.conditioning.rows().next()?;
    let at = |column: &str| row.figure(column);
    Some(html! {
        p { "Each draw of the parameters has the same mass, since the parameters' own laws already hold what data told of them. Within a draw, the level \
            of demand was moved until histories came near the last twelve months, and histories were weighed by how near they came. The weights chose \
            from which histories futures go on; no table holds weighted numbers." }
        ul {
            li { "Of all histories to the origin, " (at("kept_share")?.percent()) " were kept; the effective number in a draw is "
                (at("effective_histories_per_draw")?) " of " (at("candidates_count")?.count()) ". Few effective histories mean that futures of a draw share their past." }
            li { "The level of demand was multiplied by " (at("level_factor_median")?) " in the median draw, half of the draws between "
                (at("level_factor_low50")?) " and " (at("level_factor_high50")?) ". A factor far from 1 says that the parameters alone would have missed the last year." }
            li { "Twelve months to the origin: " (at("observed_people")?) " people observed, " (at("simulated_people_median")?) " in the chosen histories (nine in ten between "
                (at("simulated_people_low90")?) " and " (at("simulated_people_high90")?) ")." }
        }
        p.files { "Numbers: " (made.place.link("conditioning.csv")) "." }
    })
}
