//! Switching values: where a parameter would have to be for one option to overtake another.

use super::{Parameter, Study};
use crate::estimate::switching::{Switching, switching};

/// One pair of options and one parameter.
#[derive(Debug, Clone)]
pub struct Row {
    /// The option with the best mean.
    pub option: String,
    /// The one that it is compared with.
    pub against: String,
    /// Key.
    pub parameter: String,
    /// What is found about option less the other.
    pub found: Switching,
}

/// The option with the least mean effect under the scenarios' own structure: 0 is the baseline.
pub fn best(study: &Study<'_>) -> usize {
    let centre = |policy: usize| {
        let draws = &study.sums[0][policy];
        draws.iter().map(|draw| draw.mean).sum::<f64>() / draws.len() as f64
    };
    (0..study.runs.policies.len())
        .fold((0, 0.0), |best, policy| {
            let centre = centre(policy);
            if centre < best.1 { (policy + 1, centre) } else { best }
        })
        .0
}

/// The best option against every other, parameter by parameter.
pub fn rows(study: &Study<'_>) -> Vec<Row> {
    let (best, options) = (best(study), study.options());
    let means = |option: usize| -> Vec<f64> {
        match option.checked_sub(1) {
            Some(policy) => study.sums[0][policy].iter().map(|draw| draw.mean).collect(),
            None => vec![0.0; study.draws()],
        }
    };
    let tests = study.runs.parameters.len();
    let mut rows = Vec::new();
    for other in (0..options.len()).filter(|other| *other != best) {
        let differences: Vec<f64> = means(best).iter().zip(means(other)).map(|(a, b)| a - b).collect();
        let row = |parameter: &Parameter| {
            let found = switching(&differences, &study.values(parameter), tests)?;
            let (option, against) = (options[best].to_owned(), options[other].to_owned());
            Some(Row { option, against, parameter: parameter.key.clone(), found })
        };
        rows.extend(study.runs.parameters.iter().filter_map(row));
    }
    rows
}
