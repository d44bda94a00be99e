//! What a gang has learned about where and how to launch: an attraction of each sector by method.
//!
//! The exponential that a choice weighs by changes only when something is learned, so it is kept beside the attraction. It
//! does not know what pays, nor how the choice is made.

use super::gangs::METHODS;
use super::levers::SECTORS;

/// A number by method and sector.
pub type ByWay = [[f64; SECTORS]; METHODS];

/// Attractions, and what they weigh.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    attraction: ByWay,
    weight: ByWay,
    sensitivity: f64,
}

impl Learned {
    /// Attractions of a gang to whose choices they matter with this sensitivity.
    pub fn new(attraction: ByWay, sensitivity: f64) -> Self {
        let weight = attraction.map(|sectors| sectors.map(|attraction| libm::exp(sensitivity * attraction)));
        Self { attraction, weight, sensitivity }
    }

    /// The gang remembers how a method and sector paid: `A <- (1 - phi) A + phi payoff`.
    pub fn learn(&mut self, (method, sector): (usize, usize), payoff: f64, rate: f64) {
        let attraction = &mut self.attraction[method][sector];
        *attraction += rate * (payoff - *attraction);
        self.weight[method][sector] = libm::exp(self.sensitivity * *attraction);
    }

    /// Success of launches by method and sector.
    pub const fn attraction(&self) -> &ByWay {
        &self.attraction
    }

    /// `exp(sensitivity A)` by method and sector.
    pub const fn weight(&self) -> &ByWay {
        &self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_stays_within_payoffs_and_weighs_its_exponential() {
        let first = [[0.5; SECTORS]; METHODS];
        let mut learned = Learned::new(first, 3.0);
        learned.learn((1, 2), 1.0, 0.0);
        assert_eq!(learned, Learned::new(first, 3.0), "no learning at rate 0");
        learned.learn((1, 2), 1.0, 1.0);
        assert_eq!(learned.attraction()[1][2], 1.0, "only the last counts at rate 1");
        assert_eq!(learned.attraction()[0], first[0]);
        assert_eq!(learned, Learned::new(*learned.attraction(), 3.0));
        assert_eq!(learned.weight()[1][2], libm::exp(3.0));
    }
}
