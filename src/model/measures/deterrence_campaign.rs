//! Official adverts to people of one origin: messages that may move beliefs before the choice.
//!
//! Lever: share of the audience reached today, at home or already in Europe. What a message does to a belief, how long
//! it lasts and whether it deters at all come from priors (rows A27, D06–D08, M17); the sign is not in the code.
//! Reach: row D04.

use super::{Fault, Measure};
use crate::model::parameters::Parameters;
use crate::model::state::levers::{Content, Levers, Today};
use crate::quantity::Share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who sees the adverts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// People still in the country of origin.
    AtHome,
    /// People of that origin already in Europe who have not chosen yet.
    EnRoute,
    /// Both.
    Everywhere,
}

/// Social-media adverts aimed at one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeterrenceCampaign {
    /// Origin the adverts are aimed at, an `id` of the scenario's origins.
    pub origin: String,
    /// Who sees them.
    pub audience: Audience,
    /// What they are about.
    pub content: Content,
    /// Share of the audience reached while the campaign runs at full strength (row D04).
    pub reach_share: Share,
}

impl Measure for DeterrenceCampaign {
    fn check(&self, origin_ids: &[String]) -> Vec<Fault> {
        if origin_ids.contains(&self.origin) {
            return Vec::new();
        }
        vec![Fault {
            key: "origin",
            message: format!("`{}` is not an origin of this scenario", self.origin),
            help: format!("write one of: {}", origin_ids.join(", ")),
        }]
    }

    fn apply(&self, dose: f64, today: Today<'_>, _: &Parameters, levers: &mut Levers) {
        let Some(origin) = today.origin_ids.iter().position(|id| *id == self.origin) else {
            return;
        };
        let reach = dose * self.reach_share.get();
        let campaign = &mut levers.campaigns[origin];
        if self.audience != Audience::EnRoute {
            campaign.at_home_share[self.content as usize] += reach;
        }
        if self.audience != Audience::AtHome {
            campaign.en_route_share[self.content as usize] += reach;
        }
    }
}
