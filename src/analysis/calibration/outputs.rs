//! The files of a finished calibration: posterior, contraction, predictive checks, diagnostics and joint plots, as texts.
//!
//! CSV by the rules of all tables: a row a thing, sorted by key, empty where a value is missing. Verdicts stand beside the
//! rule that made them. It opens no file.

use super::check::{Check, LEVELS};
use super::predictive::Predictive;
use super::{Fitted, INFORMED, Plan, pairs};
use crate::estimate::{linear, quantile_sorted};
use crate::model::MODEL_VERSION;
use crate::scenario::{Description, POSTERIOR_VERSION, Posterior};
use crate::study::hex;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Least effective number of accepted runs.
const LEAST_EFFECTIVE: f64 = 200.0;
/// Least share of the adjusted draws that lie where the last generation looked.
const LEAST_INSIDE: f64 = 0.95;
/// Least share of predictive histories farther from the middle than the record.
const LEAST_FARTHER: f64 = 0.02;
/// Least share of summaries in their 95 % band.
const LEAST_IN_95: f64 = 0.85;

/// Facts of the run that the posterior's description keeps.
pub struct Facts<'a> {
    /// The command as typed.
    pub command: &'a str,
    /// Version of the program.
    pub program_version: &'a str,
}

/// One diagnostic.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What is checked.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// The rule.
    pub rule: String,
    /// Whether it holds; `None` where nothing is asked.
    pub holds: Option<bool>,
    /// The verdict in words.
    pub words: String,
}

/// A file by name and text.
pub type File = (&'static str, String);

impl Plan<'_> {
    /// All files but the manifest, and the diagnostics as values.
    ///
    /// # Errors
    /// A sentence if a plot cannot be drawn.
    pub fn files(
        &self,
        fitted: &Fitted,
        predictive: &Predictive,
        check: Option<&Check>,
        facts: &Facts<'_>,
    ) -> Result<(Vec<File>, Vec<Diagnostic>), String> {
        let diagnostics = self.diagnostics(fitted, predictive, check);
        let weights = vec![1.0 / fitted.rows.len() as f64; fitted.rows.len()];
        let table = Posterior::to_csv(&self.keys, &weights, &fitted.rows);
        let description = Description {
            schema_version: POSTERIOR_VERSION,
            data_until: self.until(),
            command: facts.command.to_owned(),
            seed: self.calibration.seed,
            model_version: MODEL_VERSION,
            program_version: facts.program_version.to_owned(),
            draws: fitted.rows.len(),
            sha256: hex(&Sha256::digest(table.as_bytes())),
            parameters: self.contractions(fitted),
        };
        let description = serde_json::to_string_pretty(&description).unwrap_or_default() + "\n";
        let mut files = vec![
            ("posterior.csv", table),
            ("posterior.json", description),
            ("contraction.csv", self.contraction_table(fitted)),
            ("correlations.csv", self.correlation_table(fitted)),
            ("generations.csv", generation_table(fitted)),
            ("predictive.csv", predictive_table(predictive)),
            ("diagnostics.csv", diagnostic_table(&diagnostics)),
            ("pairs.svg", pairs::draw(&self.keys, &fitted.rows, &self.plotted(fitted))?),
        ];
        if let Some(check) = check {
            files.push(("sbc.csv", check_table(check)));
        }
        files.sort_by_key(|(name, _)| *name);
        Ok((files, diagnostics))
    }

    /// Prior against posterior, by parameter.
    fn contraction_table(&self, fitted: &Fitted) -> String {
        let (mean, covariance) = linear::moments(&fitted.sample.scores, &fitted.sample.weights);
        let mut text = "parameter,prior_p05,prior_p50,prior_p95,posterior_p05,posterior_p50,posterior_p95,\
                        posterior_mean_score,posterior_sd_score,contraction,verdict,rule\n"
            .to_owned();
        let mut lines: Vec<String> = Vec::new();
        for (at, one) in self.contractions(fitted).iter().enumerate() {
            let prior = [-1.6449, 0.0, 1.6449].map(|z| self.scales[at].value(z));
            let mut values: Vec<f64> = fitted.rows.iter().map(|row| row[at]).collect();
            values.sort_by(f64::total_cmp);
            let posterior = [0.05, 0.5, 0.95].map(|p| quantile_sorted(&values, p));
            let numbers: Vec<String> = prior
                .iter()
                .chain(&posterior)
                .chain(&[mean[at], covariance.at(at, at).sqrt(), one.contraction])
                .map(|value| format!("{value:?}"))
                .collect();
            let verdict = if one.informed { "informed" } else { "not_informed" };
            lines.push(format!("{},{},{verdict},contraction >= {INFORMED}\n", one.key, numbers.join(",")));
        }
        lines.sort_unstable();
        text.push_str(&lines.concat());
        text
    }

    /// Correlations of the scores in the posterior, all pairs.
    fn correlation_table(&self, fitted: &Fitted) -> String {
        let mut lines: Vec<String> = self
            .correlations(fitted)
            .into_iter()
            .map(|(a, b, r)| {
                let (mut first, mut second) = (&self.keys[a], &self.keys[b]);
                if first > second {
                    std::mem::swap(&mut first, &mut second);
                }
                format!("{first},{second},{r:?}\n")
            })
            .collect();
        lines.sort_unstable();
        format!("parameter,other_parameter,correlation\n{}", lines.concat())
    }

    fn correlations(&self, fitted: &Fitted) -> Vec<(usize, usize, f64)> {
        let (_, covariance) = linear::moments(&fitted.sample.scores, &fitted.sample.weights);
        let pairs = (0..self.keys.len()).flat_map(|i| (0..i).map(move |j| (j, i)));
        pairs.map(|(i, j)| (i, j, covariance.at(i, j) / (covariance.at(i, i) * covariance.at(j, j)).sqrt())).collect()
    }

    /// The parameters of the joint plot: those of the strongest trade-offs, then the most informed.
    fn plotted(&self, fitted: &Fitted) -> Vec<usize> {
        let mut correlations = self.correlations(fitted);
        correlations.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut chosen: Vec<usize> = Vec::new();
        for at in correlations.iter().take(6).flat_map(|pair| [pair.0, pair.1]) {
            if chosen.len() < pairs::MOST && !chosen.contains(&at) {
                chosen.push(at);
            }
        }
        let contractions = self.contractions(fitted);
        let mut informed: Vec<usize> = (0..contractions.len()).collect();
        informed.sort_by(|&a, &b| contractions[b].contraction.total_cmp(&contractions[a].contraction).then(a.cmp(&b)));
        for at in informed {
            if chosen.len() < pairs::MOST && !chosen.contains(&at) {
                chosen.push(at);
            }
        }
        chosen
    }

    fn diagnostics(&self, fitted: &Fitted, predictive: &Predictive, check: Option<&Check>) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        let mut add = |name: &str, value: f64, rule: String, holds: Option<bool>, [good, bad]: [&str; 2]| {
            let words = if holds == Some(false) { bad } else { good };
            all.push(Diagnostic { name: name.to_owned(), value, rule, holds, words: words.to_owned() });
        };
        let size = fitted.sample.effective_size();
        add(
            "effective_sample_size",
            size,
            format!(">= {LEAST_EFFECTIVE}"),
            Some(size >= LEAST_EFFECTIVE),
            ["enough runs carry the posterior", "few runs carry the posterior: raise accepted_runs or generation_runs"],
        );
        let inside = fitted.sample.scores.iter().filter(|scores| fitted.in_region(scores)).count() as f64
            / fitted.sample.scores.len() as f64;
        add(
            "draws_inside_last_region_share",
            inside,
            format!(">= {LEAST_INSIDE}"),
            Some(inside >= LEAST_INSIDE),
            [
                "the generations cut nothing off that the posterior needs",
                "the posterior reaches beyond where the last generation looked: give earlier generations more runs",
            ],
        );
        let farther = predictive.farther_share;
        add(
            "histories_farther_than_record_share",
            farther,
            format!(">= {LEAST_FARTHER}"),
            Some(farther >= LEAST_FARTHER),
            [
                "the model can make a history like the record",
                "hardly a history of the model is as far from the middle as the record: the model misses something",
            ],
        );
        let summaries: Vec<_> = predictive.rows.iter().filter(|row| !row.level).collect();
        let share = summaries.iter().filter(|row| row.in_95()).count() as f64 / summaries.len().max(1) as f64;
        add(
            "summaries_in_95_band_share",
            share,
            format!(">= {LEAST_IN_95}"),
            Some(share >= LEAST_IN_95),
            [
                "single summaries look like the record",
                "several summaries lie outside what the model makes; predictive.csv names them",
            ],
        );
        for row in predictive.rows.iter().filter(|row| row.level && row.name.starts_with("people_to_3_november")) {
            add(
                &row.name,
                row.share_below,
                "record in the 80 % band".to_owned(),
                Some(row.in_80()),
                ["the published sum lies in the band", "the published sum lies outside the band"],
            );
        }
        let informed = self.contractions(fitted).iter().filter(|one| one.informed).count();
        add(
            "informed_parameters",
            informed as f64,
            format!("contraction >= {INFORMED}"),
            None,
            ["parameters that data inform; the others keep their prior", ""],
        );
        if let Some(check) = check {
            let failed = check.rows.iter().filter(|row| row.informed && !row.holds()).count();
            add(
                "calibration_checks_failed",
                failed as f64,
                "0 informed parameters".to_owned(),
                Some(check.holds()),
                [
                    "ranks are uniform and intervals cover as they say for every informed parameter",
                    "some informed parameters have ranks or coverage that chance does not explain; sbc.csv names them",
                ],
            );
        }
        all
    }
}

fn generation_table(fitted: &Fitted) -> String {
    let mut text = "generation,runs,narrowed_directions,bank_runs,accepted_runs,acceptance_share,tolerance_sd,\
                    nearest_sd,effective_sample_size\n"
        .to_owned();
    for one in &fitted.generations {
        let acceptance = one.accepted as f64 / one.bank as f64;
        writeln!(
            text,
            "{},{},{},{},{},{acceptance:?},{:?},{:?},{:?}",
            one.number,
            one.runs,
            one.narrowed_directions,
            one.bank,
            one.accepted,
            one.tolerance,
            one.nearest,
            one.effective_size
        )
        .expect("writing to a String cannot fail");
    }
    text
}

fn cell(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { String::new() }
}

fn predictive_table(predictive: &Predictive) -> String {
    let mut text =
        "kind,statistic,observed,low95,low80,low50,median,high50,high80,high95,share_below,in_80_band,in_95_band\n"
            .to_owned();
    for row in &predictive.rows {
        let numbers: Vec<String> = row.quantiles.iter().map(|&value| cell(value)).collect();
        writeln!(
            text,
            "{},{},{},{},{},{},{}",
            if row.level { "level" } else { "summary" },
            row.name,
            cell(row.observed),
            numbers.join(","),
            cell(row.share_below),
            row.in_80(),
            row.in_95()
        )
        .expect("writing to a String cannot fail");
    }
    text
}

fn diagnostic_table(diagnostics: &[Diagnostic]) -> String {
    let mut text = "check,value,rule,verdict,meaning\n".to_owned();
    for one in diagnostics {
        let verdict = match one.holds {
            Some(true) => "holds",
            Some(false) => "fails",
            None => "not_scored",
        };
        // Some words hold commas.
        writeln!(text, "{},{},\"{}\",{verdict},\"{}\"", one.name, cell(one.value), one.rule, one.words)
            .expect("writing to a String cannot fail");
    }
    text
}

fn check_table(check: &Check) -> String {
    let mut text =
        "parameter,informed,data_sets,rank_distance,rank_distance_allowed,coverage_50,coverage_80,coverage_95,\
                    coverage_50_low,coverage_50_high,coverage_80_low,coverage_80_high,coverage_95_low,coverage_95_high,\
                    correlation_with_truth,bias_prior_sd,verdict\n"
            .to_owned();
    let mut lines: Vec<String> = Vec::new();
    for row in &check.rows {
        let coverage: Vec<String> = row.coverage.iter().map(|&share| cell(share)).collect();
        let allowed: Vec<String> =
            (0..LEVELS.len()).flat_map(|at| [row.allowed[at].0, row.allowed[at].1]).map(cell).collect();
        lines.push(format!(
            "{},{},{},{},{},{},{},{},{},{}\n",
            row.key,
            row.informed,
            check.data_sets,
            cell(row.distance),
            cell(row.allowed_distance),
            coverage.join(","),
            allowed.join(","),
            cell(row.correlation),
            cell(row.bias),
            if row.holds() { "holds" } else { "fails" }
        ));
    }
    lines.sort_unstable();
    text.push_str(&lines.concat());
    text
}
