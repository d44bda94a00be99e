//! Sectors of the coast: how use is spread over them before anybody has learned.
//!
//! Five abstract sectors, the first the most used. Each next one has a fixed ratio of the use of the one before, so that a
//! ratio of 1 is an even coast and a smaller one leaves room to spread, which is what interdiction brings about where routes
//! have been mapped (Magliocca et al. 2019). Neither distances nor places are meant. It holds no state of a run.

use super::levers::SECTORS;

/// Share of launches from each sector (they sum to 1), from the use of each next sector relative to the one before.
pub fn usual_shares(ratio: f64) -> [f64; SECTORS] {
    let mut shares = [1.0; SECTORS];
    for sector in 1..SECTORS {
        shares[sector] = shares[sector - 1] * ratio;
    }
    let total: f64 = shares.iter().sum();
    shares.map(|share| share / total)
}

/// The sector of one uniform.
pub fn sector_of(shares: &[f64; SECTORS], u: f64) -> usize {
    let mut left = u;
    for (sector, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return sector;
        }
    }
    SECTORS - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_coast_has_fifths_and_a_steep_one_keeps_its_order() {
        assert!(usual_shares(1.0).iter().all(|share| (share - 0.2).abs() < 1e-15));
        let steep = usual_shares(0.5);
        assert!((steep.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!(steep.windows(2).all(|pair| (pair[1] / pair[0] - 0.5).abs() < 1e-15));
    }

    #[test]
    fn uniforms_fall_into_sectors_by_their_shares() {
        let shares = usual_shares(0.5);
        let mut found = [0; SECTORS];
        for n in 0..3100 {
            found[sector_of(&shares, (f64::from(n) + 0.5) / 3100.0)] += 1;
        }
        assert_eq!(found, [1600, 800, 400, 200, 100]);
        assert_eq!(sector_of(&shares, 1.0), SECTORS - 1);
    }
}
