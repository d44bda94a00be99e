//! Between which values a run takes a parameter: far beyond the evidence, and no further.
//!
//! A value outside its plausible range is worth a warning and may be explored. Beyond these limits it stands for nothing:
//! numbers overflow, a month holds more people than live on earth, or a history takes hours. They follow from the unit of
//! a row; a row whose process needs a narrower one stands by its key, with the reason. They cut no law and repair no value.

use super::Parameter;

/// Limits by key, where those of the unit are too wide.
fn of_key(key: &str) -> Option<(f64, f64)> {
    Some(match key {
        // Demand is observed arrivals times or divided by these.
        "demand.level" => (0.0, 20.0),
        "choice.boat_share_reference" => (0.01, 1.0),
        // Demand looks so far ahead into the record, and awareness was small so long ago.
        "transit.choice_to_coast_median_days" | "transit.visa_free_to_coast_days" => (0.01, 1095.0),
        "coast.residence_reference_days" => (0.0, 730.0),
        // Loss on the coast, and the queue that gangs aim at, are ratios to these.
        "coast.patience_mean_days" => (0.1, 3650.0),
        "capacity.target_queue_days" => (0.01, 3650.0),
        // A median of many years, which a few people who hear a campaign at home have left.
        "transit.origin_to_coast_days" => (0.01, 36_500.0),
        // Capacity grows by the exponential of these in every month.
        "capacity.growth_gain_per_month" => (0.0, 5.0),
        "capacity.noise_sd_per_month" => (0.0, 1.0),
        // All the work of a case saved would make it free, and there would be no end of cases.
        "powers.case_saving_share" | "bsc.coordination_saving_share" => (0.0, 0.99),
        // An incident is told from the first death on.
        "harm.deaths_per_incident_mean" => (1.0, 1000.0),
        // Ten tenths of the flows disrupted leave a price above 0.
        "finance.price_rise_per_tenth_disrupted" => (-0.09, 10.0),
        _ => return None,
    })
}

/// Limits by unit; rows that are no input of the model have units that stand nowhere here.
fn of_unit(unit: &str) -> Option<(f64, f64)> {
    Some(match unit {
        "share" | "probability" | "weight" | "1/attempt" => (0.0, 1.0),
        "probability change" | "corr" => (-1.0, 1.0),
        "days" => (0.0, 3650.0),
        "days/yr" => (1.0, 366.0),
        "years" | "ten million" => (0.01, 100.0),
        "year" => (1990.0, 2100.0),
        "1/yr" => (0.0, 50.0),
        "1/month" => (0.0, 10.0),
        "gangs/month" | "boats/day" => (0.001, 1000.0),
        "persons/yr" => (1.0, 1e8),
        "ln" => (0.0, 3.0),
        "ln/yr" => (0.0, 5.0),
        "log-odds" | "utility" => (-1000.0, 1000.0),
        "elasticity" => (-20.0, 20.0),
        "1/(m/s)" => (0.0, 20.0),
        "exponent" => (0.1, 100.0),
        "neg.bin. k" => (0.01, 1e6),
        "ratio" => (0.0, 100.0),
        "persons" => (0.0, 1000.0),
        "staff" => (0.1, 1000.0),
        "officers" => (0.01, 1e4),
        "staff-days" | "GBP" => (1.0, 1e6),
        "launches" | "accounts" => (0.0, 1e4),
        _ => return None,
    })
}

impl Parameter {
    /// Least and greatest value that a run takes, inside the [`bounds`](Self::bounds) of the quantity.
    pub fn limits(&self) -> (f64, f64) {
        let (least, greatest) = self.bounds();
        let (from, to) = of_key(&self.key).or_else(|| of_unit(&self.unit)).unwrap_or((least, greatest));
        (from.max(least), to.min(greatest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{parameter, parameters};

    #[test]
    fn limits_lie_inside_the_bounds_and_are_no_point() {
        for row in parameters() {
            let ((from, to), (least, greatest)) = (row.limits(), row.bounds());
            assert!(least <= from && from < to && to <= greatest, "{}: {from} to {to}", row.key);
        }
    }

    #[test]
    fn a_share_keeps_its_range_and_a_key_of_its_own_is_known() {
        let limits = |key| parameter(key).unwrap().limits();
        assert_eq!(limits("coast.patience_lost_share"), (0.0, 1.0));
        assert_eq!(limits("boat.load_offset_elasticity"), (-20.0, 20.0));
        for row in parameters().iter().filter(|row| of_key(&row.key).is_some()) {
            assert_ne!(Some(row.limits()), of_unit(&row.unit), "{} needs no limits of its own", row.key);
        }
    }
}
