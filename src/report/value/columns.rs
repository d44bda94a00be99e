//! The columns of `value.csv`. Computes nothing.

use super::super::table::{Field, Kind};

/// Columns in order, key first.
pub(super) fn fields() -> Vec<Field> {
    let (gbp, people) = ("GBP of the base year", "people");
    let number = |name: &str, unit: &str, what: &str| Field::new(name, Kind::Number, unit, what);
    let mut fields = vec![
        Field::new("scenario", Kind::Text, "", "Name of the policy scenario."),
        Field::new("baseline", Kind::Text, "", "Name of the scenario it is compared with."),
        Field::new(
            "outcome",
            Kind::Text,
            "",
            "What is averted: arrivals; arrivals_net_of_diverted (less those who turn to another irregular way or place); \
             deaths.",
        ),
        Field::new("price_base_year", Kind::Integer, "", "Year of prices, to which all is discounted (`[costs]`)."),
        number("discount_rate_share", "share a year", "Discount rate of costs and of people averted (`[costs]`)."),
        number("cost_gbp", "GBP, real prices", "Stated cost of the policy less that of the baseline, undiscounted."),
        number("discounted_cost_gbp", gbp, "The same, discounted."),
        Field::new(
            "measures_without_cost_count",
            Kind::Integer,
            "measures",
            "Measures of the policy whose cost nobody has stated; if there are any, costs are a lower bound.",
        )
        .at_least(0.0),
        number("averted_mean", people, "Mean of baseline less policy, undiscounted; below zero where the policy adds."),
        number("averted_mc_standard_error", people, "Its Monte Carlo standard error.").optional().at_least(0.0),
        number("averted_low95", people, "Lower end of the 95 % interval of the mean.").optional(),
        number("averted_high95", people, "Upper end of that interval.").optional(),
        number("discounted_averted_mean", people, "Mean of baseline less policy, discounted."),
        number(
            "gbp_per_averted",
            gbp,
            "Discounted cost per discounted averted: also the benefit of one averted at which the policy pays for itself; \
             empty where `ratio_status` is not shown.",
        )
        .optional(),
        number("gbp_per_averted_low95", gbp, "Lower end of its 95 % interval (Fieller): Monte Carlo error alone.").optional(),
        number("gbp_per_averted_high95", gbp, "Upper end of that interval.").optional(),
        number(
            "gbp_per_averted_expected_low95",
            gbp,
            "Cost per averted where the expected effect is at the large end of its 95 % band over draws; empty where that \
             band holds zero or is not known.",
        )
        .optional(),
        number("gbp_per_averted_expected_high95", gbp, "The same at the small end of the band.").optional(),
        Field::new(
            "ratio_status",
            Kind::Text,
            "",
            "shown, no_cost_stated, no_effect, holds_zero, raises or saves: whether there is a ratio, and if not, why.",
        ),
        Field::new("ratio_note", Kind::Text, "", "The same in words, where there is no ratio.").optional(),
        number(
            "break_even_benefit_at_one_percent_gbp",
            gbp,
            "Benefit of one averted at which the policy would pay if its effect were one per cent of the baseline; at an \
             effect of x per cent it is x times less.",
        )
        .optional(),
        number("benefit_gbp", gbp, "Benefit of one arrival averted, as the user gave it; empty if nobody did.").optional(),
        number("break_even_averted_count", people, "Averted (discounted, real size) needed to pay at that benefit.").optional(),
        number("break_even_share", "share", "The same as a share of the baseline's arrivals.").optional(),
        number(
            "break_even_reached_prob",
            "probability",
            "Probability that the expected effect is larger than that, over draws and Monte Carlo error.",
        )
        .optional()
        .at_least(0.0)
        .at_most(1.0),
    ];
    for (name, what) in [
        ("deaths_averted", "deaths averted"),
        (
            "delayed_net",
            "people who arrive a day or more later less those who arrive earlier, of those who arrive in both",
        ),
        ("diverted_net", "more people who take another irregular way or leave the coast for another place"),
    ] {
        let mean = number(&format!("{name}_mean"), people, &format!("Mean: {what}, over all days."));
        // People of other scenarios than the baseline's cannot be followed one by one.
        fields.push(mean.optional());
        fields.push(number(&format!("{name}_low95"), people, "Lower end of the 95 % interval of the mean.").optional());
        fields.push(number(&format!("{name}_high95"), people, "Upper end of that interval.").optional());
    }
    fields.push(
        Field::new(
            "ceiling_origin",
            Kind::Text,
            "",
            "Origins that all measures of the policy are aimed at, if they are.",
        )
        .optional(),
    );
    let ceiling = "Their share of the baseline's arrivals in the period policies are judged by: the most it can avert.";
    fields.push(number("ceiling_share", "share", ceiling).optional().at_least(0.0).at_most(1.0));
    fields
}
