//! The log of looks: every scored run of rolling origins with its configuration, appended and never rewritten.
//!
//! Whoever tries ten settings and shows the best has looked ten times; the log says how often. A row is one origin under
//! one wind of one look. It knows no clock: looks are numbered.

use super::ensemble::Forecaster;
use super::rolling::{LEVELS, Look};

/// How a look was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Scenario's name.
    pub scenario: String,
    /// Where the parameters came from.
    pub parameters: String,
    /// Draws, candidates and futures.
    pub size: [u32; 3],
    /// Seed.
    pub seed: u64,
    /// Overrides, separated by spaces.
    pub sets: String,
    /// What was being tried.
    pub note: String,
}

const HEADER: &str = "look,scenario,parameters,draws_count,candidates_count,futures_count,seed,sets,note,origin,horizon,\
     wind,crps_day,crps_week,crps_month,ratio_day,ratio_week,ratio_month,coverage_80_day_share,coverage_80_week_share,\
     coverage_80_month_share\n";

/// The log with one more look; an empty text is a new log.
///
/// # Errors
/// A sentence if the text is not such a log.
pub fn appended(log: &str, configuration: &Configuration, looks: &[Look]) -> Result<String, String> {
    let mut text = if log.is_empty() { HEADER.to_owned() } else { log.to_owned() };
    if !text.starts_with(HEADER) {
        return Err("this is not a log of looks: its header is another".to_owned());
    }
    let number = last_number(&text) + 1;
    let c = configuration;
    for look in looks {
        let values =
            |of: &dyn Fn(super::ensemble::Level) -> f64| LEVELS.map(|level| format!("{:.4}", of(level))).join(",");
        let [draws, candidates, futures] = c.size;
        text.push_str(&format!(
            "{number},{},{},{draws},{candidates},{futures},{},{},{},{},{},{},{},{},{}\n",
            quoted(&c.scenario),
            quoted(&c.parameters),
            c.seed,
            quoted(&c.sets),
            quoted(&c.note),
            look.origin,
            look.horizon,
            if look.observed_wind { "observed" } else { "generated" },
            values(&|level| look.mean_crps(Forecaster::Strait, level)),
            values(&|level| look.ratio(Forecaster::Strait, level)),
            values(&|level| look.coverage80(Forecaster::Strait, level)),
        ));
    }
    Ok(text)
}

/// Number of the last look.
fn last_number(log: &str) -> u32 {
    log.lines().skip(1).filter_map(|line| line.split(',').next()?.parse().ok()).max().unwrap_or(0)
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// The looks of a log as a table of a page: ratios and coverage as geometric and plain means over the origins of a look.
///
/// # Errors
/// A sentence if the text is not such a log.
pub fn markdown(log: &str) -> Result<String, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in csv::Reader::from_reader(log.as_bytes()).records() {
        let record = record.map_err(|error| format!("the log of looks: {error}"))?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    let mut text =
        "| look | parameters | draws × histories × futures | sets | tried | wind | origins | day | week | month | \
                    80 %: day | week | month |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    let group = |row: &Vec<String>| (row[0].clone(), row[11].clone());
    for looks in rows.chunk_by(|a, b| group(a) == group(b)) {
        let column = |at: usize| looks.iter().map(|row| row[at].parse::<f64>().unwrap_or(f64::NAN)).collect::<Vec<_>>();
        let mean = |at: usize| crate::estimate::mean(&column(at));
        let geometric =
            |at: usize| libm::exp(crate::estimate::mean(&column(at).iter().map(|&x| libm::log(x)).collect::<Vec<_>>()));
        let row = &looks[0];
        text.push_str(&format!(
            "| {} | {} | {} × {} × {} | {} | {} | {} | {} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} |\n",
            row[0],
            row[2],
            row[3],
            row[4],
            row[5],
            row[7],
            row[8],
            row[11],
            looks.len(),
            geometric(15),
            geometric(16),
            geometric(17),
            mean(18),
            mean(19),
            mean(20)
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(note: &str) -> Configuration {
        Configuration {
            scenario: "baseline".to_owned(),
            parameters: "prior".to_owned(),
            size: [4, 2, 1],
            seed: 7,
            sets: String::new(),
            note: note.to_owned(),
        }
    }

    #[test]
    fn looks_are_numbered_and_never_rewritten() {
        let look = super::super::rolling::tests::look("2021-12-31", false, [0.8, 1.0, 0.9, 2.0, 1.0]);
        let one = appended("", &configuration("first, of all"), std::slice::from_ref(&look)).unwrap();
        let two = appended(&one, &configuration("second"), &[look.clone(), look]).unwrap();
        assert!(two.starts_with(&one));
        assert_eq!(two.lines().count(), 4);
        assert!(two.lines().last().unwrap().starts_with("2,baseline,prior,4,2,1,7,,second,2021-12-31,"));
        let page = markdown(&two).unwrap();
        assert!(page.contains("| 1 | prior | 4 × 2 × 1 |  | first, of all | generated | 1 | 0.800 |"), "{page}");
        assert!(appended("look\n1\n", &configuration(""), &[]).is_err());
    }
}
