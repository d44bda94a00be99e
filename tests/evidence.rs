//! The model's needs and the evidence fit together.

use strait::evidence::parameter;
use strait::model::parameters::Parameters;

#[test]
fn every_parameter_of_the_model_has_a_row_of_evidence() {
    let missing: Vec<_> = Parameters::KEYS.iter().filter(|key| parameter(key).is_none()).collect();
    assert!(missing.is_empty(), "no row in parameters.csv for {missing:?}");
    let central = Parameters::from_lookup(|key| parameter(key).map(|row| row.central));
    assert!(central.is_ok());
}
