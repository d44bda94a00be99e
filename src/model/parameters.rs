//! Parameters of the model as one flat struct of numbers, filled from evidence keys.
//!
//! Every field names its row in `src/evidence/data/parameters.csv`, where value, range, prior, unit, source and grade
//! stand; no number of the science is a literal in a submodel. This file holds no values.

/// A key that the model needs and the values given do not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model needs a value for parameter `{key}`")]
pub struct MissingParameter {
    /// Dotted key.
    pub key: &'static str,
}

macro_rules! parameters {
    ($($field:ident = $key:literal),+ $(,)?) => {
        /// One value for each parameter of the model; units stand in the row that the key names.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Parameters {
            $(#[doc = concat!("`", $key, "`")] pub $field: f64),+
        }

        impl Parameters {
            /// The keys that the model reads, in the order of the fields.
            pub const KEYS: &'static [&'static str] = &[$($key),+];

            /// The names of the fields, in the same order.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];

            /// Fills every field by its key.
            ///
            /// # Errors
            /// [`MissingParameter`] for the first key without a value.
            pub fn from_lookup(lookup: impl Fn(&str) -> Option<f64>) -> Result<Self, MissingParameter> {
                Ok(Self { $($field: lookup($key).ok_or(MissingParameter { key: $key })?),+ })
            }
        }
    };
}

parameters! {
    // Demand, choice, awareness.
    demand_level = "demand.level",
    demand_dispersion_k = "demand.monthly_dispersion_k",
    demand_origin_drift_sd = "demand.origin_drift_sd_per_year",
    demand_common_drift_sd = "demand.common_drift_sd_per_year",
    boat_share_reference = "choice.boat_share_reference",
    entitlement_weight = "choice.entitlement_weight",
    entitlement_belief = "choice.entitlement_belief",
    awareness_growth_rate = "awareness.growth_rate",
    awareness_initial = "awareness.initial_share",
    awareness_news_reference = "awareness.news_reference_per_year",
    // Transit and coast.
    journey_home_median_days = "transit.origin_to_coast_days",
    transit_median_days = "transit.choice_to_coast_median_days",
    transit_visa_free_days = "transit.visa_free_to_coast_days",
    transit_log_sd = "transit.log_sd",
    journey_home_log_sd = "transit.home_log_sd",
    coast_residence_days = "coast.residence_reference_days",
    patience_mean_days = "coast.patience_mean_days",
    patience_lost_share = "coast.patience_lost_share",
    diverted_share = "border.diversion_other_modes_share",
    retry_after_prevention = "attempt.retry_after_prevention_prob",
    retry_after_rescue = "attempt.retry_after_rescue_prob",
    retry_delay_mean_days = "attempt.retry_delay_days",
    discouragement = "attempt.discouragement_per_attempt",
    // Matching.
    matching_wait_scale_days = "matching.wait_scale_days",
    matching_tie_ratio = "matching.tie_ratio",
    matching_reputation_weight = "matching.reputation_weight",
    // Capacity, entry, exit.
    capacity_growth_gain = "capacity.growth_gain_per_month",
    capacity_target_queue_days = "capacity.target_queue_days",
    capacity_noise_sd = "capacity.noise_sd_per_month",
    capacity_initial_total = "capacity.initial_total_boats_per_day",
    entry_rate = "gang.entry_base_per_month",
    entry_floor = "gang.entry_floor_share",
    entry_size_reference = "gang.entry_size_reference_boats_per_day",
    exit_hazard = "gang.exit_hazard_per_month",
    entrant_pareto_exponent = "gang.entrant_pareto_exponent",
    entrant_minimum = "gang.entrant_minimum_boats_per_day",
    absorbed_share = "gang.clients_absorbed_by_rivals_share",
    // Arrests and recovery.
    leader_loss_share = "gang.leader_arrest_capacity_loss_share",
    leader_half_life_days = "gang.leader_arrest_recovery_half_life_days",
    logistics_half_life_days = "gang.logistics_takedown_recovery_half_life_days",
    kurdish_led_share = "gang.iraqi_kurdish_led_seat_share",
    leader_in_iraq_share = "gang.leader_in_iraq_share",
    roles_uk_share = "gang.roles_uk_share",
    roles_elsewhere_share = "gang.roles_elsewhere_share",
    logistics_turkey_share = "gang.logistics_turkey_share",
    home_sector_share = "gang.home_sector_share",
    sector_use_ratio = "gang.sector_use_ratio",
    reputation_memory = "gang.reputation_memory_launches",
    forgone_days = "supply.not_reordered_days",
    case_staff_days = "case.staff_days",
    case_cost_log_sd = "case.cost_log_sd",
    case_team_size = "case.team_size",
    case_arrest_home = "case.arrest_prob_home",
    case_arrest_iraq = "case.arrest_prob_iraq",
    case_arrest_elsewhere = "case.arrest_prob_elsewhere",
    working_days_per_year = "case.working_days_per_year",
    officers_log_odds_gain = "officers.arrest_prob_gain",
    officers_saturation = "officers.saturation_per_ten_million",
    inhabitants_iraq = "region.inhabitants_iraq_ten_million",
    inhabitants_turkey = "region.inhabitants_turkey_ten_million",
    investigator_ramp_days = "upstream.investigator_ramp_days",
    bsc_share_on_boats = "bsc.share_on_small_boats",
    bsc_casework_share = "bsc.casework_share",
    bsc_coordination_saving = "bsc.coordination_saving_share",
    // Launch and load.
    load_start = "boat.load_start_persons",
    load_rise = "boat.load_rise_persons",
    load_middle_year = "boat.load_middle_year",
    load_scale_years = "boat.load_scale_years",
    load_offset_elasticity = "boat.load_offset_elasticity",
    load_cap = "boat.load_cap_persons",
    load_noise_sd = "boat.load_noise_sd",
    load_day_sd = "boat.load_day_effect_sd",
    min_fill = "launch.min_fill_share",
    pooling_share = "launch.pooling_share",
    // Equipment.
    equipment_lead_days = "boat.equipment_lead_time_days",
    equipment_cover_days = "boat.stock_cover_days",
    seizure_substitution = "supply.seizure_substitution_share",
    // Interception ashore.
    beach_intercept = "beach.log_odds_at_reference",
    beach_effort_slope = "beach.effort_slope",
    taxi_log_odds = "beach.taxi_boat_log_odds",
    taxi_share = "displacement.taxi_boat_launch_share",
    caught_share = "beach.caught_share_of_group",
    boat_lost = "beach.boat_lost_prob",
    // Learning of sectors and methods.
    learning_rate = "learning.rate",
    learning_sensitivity = "learning.choice_sensitivity",
    frailty_half_width = "attempt.frailty_half_width",
    // Price and payment.
    price_standard = "price.seat_standard_gbp",
    prevented_reference = "beach.prevented_share_events",
    price_memory = "price.weekly_memory",
    price_queue_gain = "price.queue_gain_per_week",
    price_cost_elasticity = "price.cost_pass_through",
    price_gang_gain = "price.gang_queue_gain",
    own_price_elasticity = "demand.own_price_elasticity",
    held_share = "finance.third_party_held_share",
    finance_price_rise = "finance.price_rise_per_tenth_disrupted",
    kit_cost_gbp = "boat.kit_cost_gbp",
    // Beliefs.
    weight_peers = "info.weight_peers",
    weight_smugglers = "info.weight_smugglers",
    belief_half_life_days = "info.belief_half_life_days",
    perceived_risk_ratio = "info.perceived_death_risk_ratio",
    smuggler_risk_ratio = "info.smuggler_risk_ratio",
    removal_weight_low = "returns.removal_log_odds_low_grant",
    removal_high_grant_ratio = "returns.removal_high_grant_ratio",
    removal_reference = "returns.removal_prob_reference",
    removal_belief_lag_days = "returns.announcement_belief_lag_days",
    removal_announcement_share = "returns.announcement_share",
    lawful_elasticity = "legal_route.crossing_elasticity",
    lawful_lag_days = "legal_route.effect_lag_days",
    lawful_share = "choice.lawful_share_reference",
    other_way_share = "choice.other_irregular_share_reference",
    split_prob = "gang.split_after_leader_loss_prob",
    contact_hazard_ratio = "harm.police_contact_hazard_ratio",
    interpol_log_odds = "international.arrest_log_odds_gain_per_gbp_million",
    powers_incapacitation = "powers.uk_facilitator_incapacitation_multiplier",
    powers_case_saving = "powers.case_saving_share",
    // Sea.
    sea_intercept = "sea.feasibility_intercept",
    sea_wind_slope = "sea.feasibility_wind_slope",
    sea_swell_slope = "sea.feasibility_swell_slope",
    sea_residual_sd = "sea.residual_sd",
    sea_residual_autocorrelation = "sea.residual_autocorrelation",
    sea_return = "sea.return_prob",
    // Harm.
    harm_base = "harm.incident_prob_per_boat",
    harm_load_elasticity = "harm.load_elasticity",
    harm_wind = "harm.wind_effect_per_ms",
    harm_year_sd = "harm.year_log_sd",
    harm_deaths_mean = "harm.deaths_per_incident_mean",
    harm_deaths_k = "harm.deaths_per_incident_k",
    // Adverts and campaigns.
    online_first_contact = "online.first_contact_share",
    online_word_of_mouth = "online.word_of_mouth_switch_share",
    online_word_of_mouth_delay = "online.word_of_mouth_delay_days",
    online_replacement_days = "online.replacement_days",
    online_audience_kept = "online.replacement_audience_share",
    online_rebuild_days = "online.audience_rebuild_days",
    online_induced_share = "online.induced_intention_share",
    online_removal_success = "online.referral_removal_share",
    accounts_per_gang = "online.accounts_per_gang",
    campaign_weight = "info.weight_official",
    campaign_half_life_days = "campaign.effect_half_life_days",
    campaign_risk_willingness = "campaign.true_death_risk_willingness_change",
    campaign_residence_willingness = "campaign.true_residence_chance_willingness_change",
}
