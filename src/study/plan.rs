//! The plan of a study: scenarios, units and how they are cut into blocks.
//!
//! A unit is one replicate with its parameter draw, weather path and structure, run under every scenario and never split:
//! first all replicates under the scenarios' own structure, then all under each alternative. The plan is fixed before anything runs; this file draws nothing and opens no file.

use super::arrangement::Arrangement;
use super::design::{Design, DrawTable};
use super::packages::Package;
use super::stopping::Stopping;
use super::structures::{Alternative, OWN};
use super::{StudyError, hex};
use crate::model::observation::{Column, columns};
use crate::model::setting::Setting;
use crate::model::{MODEL_VERSION, UnitKey};
use crate::quantity::{Day, Period};
use crate::scenario::Scenario;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Units a block holds unless the user says otherwise. Fixed, so that the cut does not depend on the machine: small
/// enough that an interruption loses little, large enough that a file is worth its footer.
pub const DEFAULT_BLOCK_SIZE: u32 = 8;

/// Longest study name, so that paths stay readable and legal.
const NAME_BYTES: usize = 80;

/// One replicate and what it is run with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Replicate: names the unit's chance; unique over the study unless draws are crossed with replicates.
    pub replicate: u32,
    /// Row of the design: which parameter values.
    pub draw: u32,
    /// Weather path.
    pub weather_path: u32,
    /// Structure: 0 is the scenarios' own, n the n-th alternative.
    pub structure: u32,
}

/// Scenarios and design under one seed; the first scenario is the baseline, the others are sorted by name.
#[derive(Debug, Clone)]
pub struct Study {
    scenarios: Vec<Scenario>,
    replicates: u32,
    arrangement: Arrangement,
    seed: u64,
    block_size: u32,
    design: Design,
    alternatives: Vec<Alternative>,
    packages: Vec<Package>,
    stopping: Option<Stopping>,
    /// Whether this is a look of a study under way: the scenarios' own structure alone.
    looking: bool,
}

impl Study {
    /// A study from its scenarios, the baseline first.
    ///
    /// # Errors
    /// [`StudyError::Input`] if there is no scenario, no replicate, a name twice, or scenarios that cannot be compared
    /// day by day.
    pub fn new(mut scenarios: Vec<Scenario>, replicates: u32, seed: u64, block_size: u32) -> Result<Self, StudyError> {
        let Some((baseline, policies)) = scenarios.split_first_mut() else {
            return Err(StudyError::input("a study needs at least one scenario"));
        };
        if replicates == 0 || block_size == 0 {
            return Err(StudyError::input("replicates and block size must be 1 or more"));
        }
        policies.sort_by(|a, b| a.name.cmp(&b.name));
        for policy in policies.iter() {
            comparable(baseline, policy)?;
        }
        let mut names: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            let message = format!("two scenarios are named `{twice}`; give each its own `name`");
            return Err(StudyError::Input { message });
        }
        let design = Design::draw(&scenarios, replicates, seed)?;
        let (arrangement, alternatives, packages) = (Arrangement::ONE_EACH, Vec::new(), Vec::new());
        let (stopping, looking) = (None, false);
        Ok(Self {
            scenarios,
            replicates,
            arrangement,
            seed,
            block_size,
            design,
            alternatives,
            packages,
            stopping,
            looking,
        })
    }

    /// The same study with other sharing of draws and weather paths; parameters are drawn anew.
    ///
    /// # Errors
    /// [`StudyError::Input`] if the number of replicates does not fit the arrangement.
    pub fn arranged(mut self, arrangement: Arrangement) -> Result<Self, StudyError> {
        arrangement.check(self.replicates)?;
        self.arrangement = arrangement;
        self.design = Design::draw(&self.scenarios, self.draws(), self.seed)?;
        Ok(self)
    }

    /// The same study with given values of some parameters, one row a draw, in every scenario.
    ///
    /// # Errors
    /// [`StudyError::Input`] if the table names an unknown parameter or has another number of rows than the study has
    /// draws.
    pub fn with_draws(mut self, table: &DrawTable) -> Result<Self, StudyError> {
        self.design.put(table)?;
        Ok(self)
    }

    /// The same study run under structural alternatives as well; those that are already the structure of every scenario
    /// are left out and come back.
    #[must_use]
    pub fn under(mut self, alternatives: Vec<Alternative>) -> (Self, Vec<Alternative>) {
        let own: Vec<_> = self.scenarios.iter().map(|scenario| &scenario.setting.structure).collect();
        let (new, same) = alternatives.into_iter().partition(|one| own.iter().any(|&own| one.apply(own) != *own));
        self.alternatives = new;
        (self, same)
    }

    /// The same study with the values of a design file and the cut of an earlier run.
    #[must_use]
    pub fn resumed(mut self, design: Design, block_size: u32) -> Self {
        self.design = design;
        self.block_size = block_size;
        self
    }

    /// The same study, run until a rule is met; its number of replicates must be the last look.
    #[must_use]
    pub fn until(mut self, stopping: Stopping) -> Self {
        self.stopping = Some(stopping);
        self
    }

    /// The rule that ends the study, if its number of replicates was not given.
    pub const fn stopping(&self) -> Option<&Stopping> {
        self.stopping.as_ref()
    }

    /// The same study so far: some replicates under the scenarios' own structure. Its blocks are blocks of the whole.
    #[must_use]
    pub fn at_look(&self, replicates: u32) -> Self {
        Self { replicates, looking: true, ..self.clone() }
    }

    /// The same study, ended by its rule after some replicates.
    #[must_use]
    pub fn ended_at(self, replicates: u32) -> Self {
        Self { replicates, looking: false, ..self }
    }

    /// The same study, in which some scenarios are parts of others ([`super::packages::expand`] made them).
    #[must_use]
    pub fn with_packages(mut self, packages: Vec<Package>) -> Self {
        self.packages = packages;
        self
    }

    /// Scenarios that are taken apart.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// Whether a scenario was derived as a part of another, so that no file describes it.
    pub fn is_part(&self, scenario: usize) -> bool {
        let name = &self.scenarios[scenario].name;
        self.packages.iter().flat_map(|package| &package.parts).any(|part| part.alone == *name || part.all_but == *name)
    }

    /// The scenarios that somebody wrote, baseline first: all but the parts of packages.
    pub fn written_scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.scenarios.iter().enumerate().filter(|(at, _)| !self.is_part(*at)).map(|(_, scenario)| scenario)
    }

    /// Place of a scenario by its name.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.scenarios.iter().position(|scenario| scenario.name == name)
    }

    /// The scenarios, baseline first.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The scenario the others are compared with.
    pub fn baseline(&self) -> &Scenario {
        &self.scenarios[0]
    }

    /// The parameter values.
    pub const fn design(&self) -> &Design {
        &self.design
    }

    /// Number of units of each structure; where draws are crossed with replicates, draws times replicates.
    pub const fn replicates(&self) -> u32 {
        self.replicates
    }

    /// How units share draws and weather paths.
    pub const fn arrangement(&self) -> Arrangement {
        self.arrangement
    }

    /// Number of parameter draws.
    pub const fn draws(&self) -> u32 {
        self.arrangement.draws(self.replicates)
    }

    /// Seed of every random number.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Units in a block.
    pub const fn block_size(&self) -> u32 {
        self.block_size
    }

    /// The simulated days, the same in all scenarios.
    pub fn period(&self) -> Period {
        self.baseline().setting.period
    }

    /// The forecast origin of the baseline.
    pub fn origin_day(&self) -> Day {
        self.baseline().setting.origin_day
    }

    /// Number of origin classes, the same in all scenarios.
    pub fn origin_count(&self) -> usize {
        self.baseline().setting.origins.len()
    }

    /// The daily columns, the same in all scenarios.
    pub fn columns(&self) -> Vec<Column> {
        columns(&self.baseline().setting.origins)
    }

    /// Number of structures, the scenarios' own included.
    pub const fn structure_count(&self) -> usize {
        1 + self.alternatives.len()
    }

    /// Name of a structure in tables: `scenario` for the scenarios' own, otherwise such as `capacity=ces`.
    pub fn structure_name(&self, structure: usize) -> String {
        structure.checked_sub(1).map_or_else(|| OWN.to_owned(), |at| self.alternatives[at].name())
    }

    /// What the model runs for a scenario under a structure.
    pub fn setting(&self, structure: usize, scenario: usize) -> Setting {
        let mut setting = self.scenarios[scenario].setting.clone();
        if let Some(at) = structure.checked_sub(1) {
            setting.structure = self.alternatives[at].apply(&setting.structure);
        }
        setting
    }

    /// Units in the study: structures times replicates.
    pub const fn unit_count(&self) -> u32 {
        self.replicates * if self.looking { 1 } else { self.structure_count() as u32 }
    }

    /// Runs in the study: scenarios times units.
    pub fn run_count(&self) -> u64 {
        self.scenarios.len() as u64 * u64::from(self.unit_count())
    }

    /// Number of blocks.
    pub const fn block_count(&self) -> u32 {
        self.unit_count().div_ceil(self.block_size)
    }

    /// Numbers of the units of a block.
    pub fn block_range(&self, index: u32) -> Range<u32> {
        let first = index.saturating_mul(self.block_size).min(self.unit_count());
        first..first.saturating_add(self.block_size).min(self.unit_count())
    }

    /// A unit by its number.
    pub const fn unit(&self, number: u32) -> Unit {
        self.arrangement.unit(number % self.replicates, number / self.replicates)
    }

    /// Units of a block, in order.
    pub fn block_units(&self, index: u32) -> Vec<Unit> {
        self.block_range(index).map(|number| self.unit(number)).collect()
    }

    /// Units of one structure, in order of the replicates.
    pub fn units_of(&self, structure: u32) -> Vec<Unit> {
        let first = structure * self.replicates;
        (first..first + self.replicates).map(|number| self.unit(number)).collect()
    }

    /// What the model keys a unit's random numbers by.
    pub const fn unit_key(&self, unit: Unit) -> UnitKey {
        UnitKey { seed: self.seed, replicate: unit.replicate, weather_path: unit.weather_path }
    }

    /// Name for directories: the scenarios joined with `-vs-`, shortened if long.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.written_scenarios().map(|scenario| scenario.name.as_str()).collect();
        let mut name = names.join("-vs-");
        if name.len() > NAME_BYTES {
            let mut end = NAME_BYTES;
            while !name.is_char_boundary(end) {
                end -= 1;
            }
            name.truncate(end);
            name.push_str("-etc");
        }
        name
    }

    /// SHA-256 over all that decides the results: resolved inputs, seed, replicates, design values, model version.
    ///
    /// How the study is cut into blocks, on how many threads it runs and what it is called are no part of it.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // 2: blocks hold who did what.
        hash.update(b"strait study 2\n");
        for scenario in &self.scenarios {
            hash.update(format!("scenario {} {}\n", hex(scenario.name.as_bytes()), hex(&scenario.digest())));
        }
        // Under a rule the number of replicates is a result; the design holds draws up to the cap.
        let size = self.stopping.as_ref().map_or_else(
            || format!("replicates {}", self.replicates),
            |stopping| format!("until {} from {} to {}", stopping.rule, stopping.least, stopping.greatest),
        );
        hash.update(format!("seed {}\n{size}\nmodel {MODEL_VERSION}\n", self.seed));
        for alternative in &self.alternatives {
            hash.update(format!("structure {}\n", alternative.name()));
        }
        hash.update(format!("{:?}\n", self.arrangement));
        hash.update(self.design.to_csv(&self.scenarios));
        hash.finalize().into()
    }
}

fn comparable(baseline: &Scenario, policy: &Scenario) -> Result<(), StudyError> {
    let (a, b) = (&baseline.setting, &policy.setting);
    let pair = format!("`{}` and `{}`", baseline.name, policy.name);
    if a.period != b.period {
        let span = |period: Period| format!("{} to {}", period.first(), period.last());
        let message = format!(
            "the scenarios {pair} cover different periods ({} and {}); a comparison needs the same days",
            span(a.period),
            span(b.period)
        );
        return Err(StudyError::Input { message });
    }
    if a.origins != b.origins {
        let message = format!("the scenarios {pair} have different origin tables; a comparison needs the same origins");
        return Err(StudyError::Input { message });
    }
    if let (Some(one), Some(two)) = (&baseline.posterior, &policy.posterior)
        && one.file == two.file
        && one.description.sha256 != two.description.sha256
    {
        let message = format!(
            "the scenarios {pair} use different posteriors of one name, `{}`; give one of them another name",
            one.file
        );
        return Err(StudyError::Input { message });
    }
    Ok(())
}
