//! What stands in each column of a forecast's tables, for their data dictionary.
//!
//! The tables are made as text beside the forecast; whoever writes one holds its header to the names here. Tables of this
//! file have no rows and hold no result.

use super::table::{Field, Kind, Table};
use crate::model::observation::columns;

const OF_QUANTITY: &str = "unit of the quantity";

fn text(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Text, "", description)
}

fn date(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Date, "", description)
}

fn count(name: &str, unit: &str, description: &str) -> Field {
    Field::new(name, Kind::Integer, unit, description).at_least(0.0)
}

fn number(name: impl Into<String>, unit: &str, description: impl Into<String>) -> Field {
    Field::new(name, Kind::Number, unit, description)
}

fn share(name: impl Into<String>, description: impl Into<String>) -> Field {
    number(name, "share", description).at_least(0.0).at_most(1.0)
}

fn forecaster() -> Field {
    text("forecaster", "Who forecast: strait (this model), hurdle, hurdle_wind, bootstrap or pool.")
}

/// Who forecast what over periods of which length.
fn keys() -> Vec<Field> {
    vec![
        forecaster(),
        text("quantity", "people, boats or people_per_boat."),
        text("level", "Length of the periods: day, week, month, 12_months or whole."),
    ]
}

fn period() -> [Field; 3] {
    [
        date("period_start", "First day of the period, or of the forecast if that is later."),
        date("period_end", "Last day of the period, or of the forecast if that is earlier."),
        count("days_count", "days", "Days of the period that count."),
    ]
}

/// Low and high end of central intervals.
fn bands(levels: &[u32], unit: &str, what: &str) -> Vec<Field> {
    let ends = levels.iter().flat_map(|level| [("low", "Low", level), ("high", "High", level)]);
    let band = |(name, word, level): (&str, &str, &u32)| {
        number(format!("{name}{level}"), unit, format!("{word} end of the central {level} % of {what}.")).optional()
    };
    ends.map(band).collect()
}

/// The name and unit of a daily column of a run, under another name and with decimals.
fn daily(column: &str, name: &str) -> Field {
    let all = columns(&[]);
    let found = all.iter().find(|one| one.name == column);
    let (unit, description) = found.map_or(("", ""), |one| (one.unit, one.description.as_ref()));
    number(name, unit, description).at_least(0.0)
}

fn fan() -> Table {
    let mut fields = keys();
    fields.extend(period());
    fields.push(number("mean", OF_QUANTITY, "Mean over members; empty if none has a boat.").optional());
    fields.push(number("median", OF_QUANTITY, "Median over members.").optional());
    fields.extend(bands(&[50, 80, 95, 99], OF_QUANTITY, "the members"));
    fields.push(count("members_count", "members", "Members that have a value."));
    fields.push(number("observed", OF_QUANTITY, "What was observed on the days that are known.").optional());
    fields.push(count("observed_days_count", "days", "Days of the period that are known."));
    Table::new("forecast.csv", "The fan of every forecaster, by quantity, level and period.", 4, fields)
}

fn weekly() -> Table {
    let mut fields = vec![
        text("scenario", "Who forecast, as in forecast.csv."),
        text("metric", "Daily column that is summed up over the week: arrivals."),
        text("resolution", "Length of the step: week (ISO, from Monday)."),
        date("period_start", "Monday of the week."),
        number("median", "people", "Median over members.").optional(),
    ];
    fields.extend(bands(&[50, 80, 95], "people", "the members"));
    fields.push(number("observed", "people", "People observed in the week, if every day of it is known.").optional());
    let description = "Whole weeks of arrivals: this model from a year before the origin, references after it.";
    Table::new("weekly.csv", description, 4, fields)
}

fn scores() -> Table {
    let mut fields = keys();
    fields.extend([
        count("periods_count", "periods", "Periods scored."),
        count("days_count", "days", "Days scored in them."),
        number("crps", OF_QUANTITY, "Mean fair continuous ranked probability score; smaller is better.").at_least(0.0),
    ]);
    let levels = [50, 80, 95, 99];
    fields.extend(levels.map(|level| {
        let description = format!("Mean interval score of the central {level} %; smaller is better.");
        number(format!("interval_score_{level}"), OF_QUANTITY, description).at_least(0.0)
    }));
    fields.extend(levels.map(|level| {
        let description = format!("Share of the periods inside the central {level} %, by the probability transform.");
        share(format!("coverage_{level}_share"), description)
    }));
    fields.push(share("pit_mean", "Mean of the probability transform: above one half the forecast was too low."));
    let references = [
        ("hurdle", "the hurdle model"),
        ("hurdle_wind", "the hurdle model given the wind"),
        ("bootstrap", "the seasonal block bootstrap"),
        ("pool", "the pool of the references"),
    ];
    for (name, words) in references {
        let ratio = |end: &str, what: &str| {
            number(format!("crps_ratio_to_{name}{end}"), "ratio", format!("{what} {words}.")).at_least(0.0).optional()
        };
        fields.push(ratio("", "CRPS over that of"));
        fields.push(ratio("_low95", "Low end of the 95 % block-bootstrap interval of the ratio to"));
        fields.push(ratio("_high95", "High end of the 95 % block-bootstrap interval of the ratio to"));
    }
    let description = "Mean scores on the days that are known; no rows if none is.";
    Table::new("scores.csv", description, 3, fields)
}

fn ranks() -> Table {
    let mut fields = keys();
    fields.extend(period());
    fields.extend([
        number("observed", OF_QUANTITY, "What was observed."),
        number("crps", OF_QUANTITY, "Fair continuous ranked probability score; smaller is better."),
        share("pit_low", "Share of members below what was observed."),
        share("pit_high", "Share of members not above what was observed."),
        share("pit", "The probability transform: between the two, at random."),
    ]);
    let description = "Score and rank of what was observed, period by period; no rows if nothing is known.";
    Table::new("ranks.csv", description, 4, fields)
}

fn paths() -> Table {
    let unit = "unit of the statistic";
    let mut fields = vec![
        forecaster(),
        text("statistic", "What daily paths are held against each other by."),
        number("observed", unit, "Of the observed path.").optional(),
        number("median", unit, "Median over members.").optional(),
    ];
    fields.extend(bands(&[50, 80, 95], unit, "the members"));
    let inside = "Whether the observed value lies in the central 95 %.";
    fields.push(Field::new("inside95", Kind::Boolean, "", inside).optional());
    Table::new("paths.csv", "How daily paths behave.", 2, fields)
}

fn conditioning() -> Table {
    let factor = |name: &str, words: &str| {
        number(name, "factor", format!("{words} over draws of the factor on the level of demand.")).at_least(0.0)
    };
    let people = |name: &str, description: &str| number(name, "people", description).at_least(0.0);
    let fields = vec![
        count("draws_count", "draws", "Draws of the parameters."),
        count("candidates_count", "histories", "Histories to the origin in each draw."),
        count("futures_count", "futures", "Futures that go on from the chosen histories of each draw."),
        count("members_count", "members", "Members of the model's ensemble."),
        share("kept_share", "Share of the histories that some future goes on from."),
        number("effective_histories_per_draw", "histories", "Mean effective number of histories in a draw.")
            .at_least(0.0),
        factor("level_factor_low50", "Lower quartile"),
        factor("level_factor_median", "Median"),
        factor("level_factor_high50", "Upper quartile"),
        people("observed_people", "People of the twelve months to the origin, as observed."),
        people("simulated_people_low90", "The same in the chosen histories: 5 % point."),
        people("simulated_people_median", "The same in the chosen histories: median."),
        people("simulated_people_high90", "The same in the chosen histories: 95 % point."),
    ];
    let description = "How histories to the origin were chosen by the last twelve months; one row.";
    Table::new("conditioning.csv", description, 3, fields)
}

fn members() -> Table {
    let fields = vec![
        forecaster(),
        count("member", "", "Number of the member."),
        date("date", "Day, UK time."),
        daily("arrivals", "people_count"),
        daily("boats", "boats_count"),
    ];
    Table::new("members.csv", "Every path of every forecaster.", 3, fields)
}

/// The tables of a forecast, without rows, and last the one that is written on demand.
pub fn tables() -> [Table; 7] {
    [fan(), weekly(), scores(), ranks(), paths(), conditioning(), members()]
}

/// The log of scored looks that rolling origins append to, whatever its file is called.
pub fn looks() -> Table {
    let mut fields = vec![
        count("look", "", "Number of the look."),
        text("scenario", "Name of the scenario."),
        text("parameters", "File of the posterior, or prior."),
        count("draws_count", "draws", "Draws of the parameters."),
        count("candidates_count", "histories", "Histories to the origin in each draw."),
        count("futures_count", "futures", "Futures of each draw."),
        count("seed", "", "Seed of all random numbers."),
        text("sets", "Overrides.").optional(),
        text("note", "What the look tried.").optional(),
        date("origin", "Last day that was known."),
        date("horizon", "Last day of the forecast."),
        text("wind", "Where the wind after the origin came from: generated or observed."),
    ];
    let steps = ["day", "week", "month"];
    fields.extend(steps.map(|step| number(format!("crps_{step}"), "people", format!("Mean fair CRPS by {step}."))));
    fields.extend(steps.map(|step| {
        let description =
            format!("CRPS by {step} over that of the hurdle model, under observed wind the better of the two.");
        number(format!("ratio_{step}"), "ratio", description)
    }));
    fields.extend(
        steps.map(|step| {
            share(format!("coverage_80_{step}_share"), format!("Share inside the central 80 % by {step}."))
        }),
    );
    Table::new("looks.csv", "Every scored look of rolling origins, one row an origin and wind.", 0, fields)
}
