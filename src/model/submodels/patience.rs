//! Patience: how long a person waits in a queue, and how many are lost when it ends.
//!
//! Exponential with the given mean from the day a person joins a queue (rows M01, M02, assumed; neither levels of arrivals
//! nor the weather slope identify them, and they decide the size of every enforcement effect). The structure names both
//! ends. Reads: parameters. Writes nothing.

use crate::model::parameters::Parameters;
use crate::model::setting::Waiting;
use crate::random::WholeDays;

/// Mean patience in days, and the share that is lost at its end; the named alternatives are the ends of rows M01 and M02.
pub const fn patience(waiting: Waiting, parameters: &Parameters) -> (f64, f64) {
    match waiting {
        Waiting::Drawn => (parameters.patience_mean_days, parameters.patience_lost_share),
        Waiting::Patient => (120.0, 0.15),
        Waiting::Impatient => (15.0, 0.5),
    }
}

/// Law of the patience that a person draws on joining a queue, in days.
pub fn law(waiting: Waiting, parameters: &Parameters) -> WholeDays {
    WholeDays::exponential(patience(waiting, parameters).0)
}

/// The last day on which a person waits in a queue that they join today (index of the run), by the word of that occasion.
#[inline]
pub fn deadline(today: usize, law: &WholeDays, word: u32) -> u16 {
    u16::try_from(today + law.draw(word) as usize).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laboratory::Laboratory;

    #[test]
    fn no_patience_ends_today_and_longer_means_end_later_for_the_same_person() {
        let until = |mean: f64| {
            let laboratory = Laboratory::new(|_, p| p.patience_mean_days = mean);
            deadline(0, &law(Waiting::Drawn, &laboratory.parameters), 3 << 30)
        };
        assert_eq!(until(0.0), 0);
        assert!(until(30.0) <= until(120.0) && until(1e12) > 36_525, "one uniform a person, stretched by the mean");
    }

    #[test]
    fn the_named_alternatives_do_not_ask_the_parameters() {
        let laboratory = Laboratory::new(|_, p| (p.patience_mean_days, p.patience_lost_share) = (1.0, 0.0));
        assert_eq!(patience(Waiting::Drawn, &laboratory.parameters), (1.0, 0.0));
        assert_eq!(patience(Waiting::Patient, &laboratory.parameters), (120.0, 0.15));
        assert_eq!(patience(Waiting::Impatient, &laboratory.parameters), (15.0, 0.5));
    }
}
