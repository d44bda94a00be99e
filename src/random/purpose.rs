//! The purposes: one number for each decision point of the model, part of the counter of every draw.
//!
//! A number is a promise: it is never reused and never renumbered, also not after its decision point has left the
//! model, because every published result depends on it. A new decision point takes the next free number.

macro_rules! purposes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// What is being decided: the part of the counter that keeps decisions about the same entity apart.
        #[repr(u16)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Purpose {
            $($(#[$doc])* $name = $number,)*
        }

        impl Purpose {
            /// Every purpose, by number.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

purposes! {
    /// How many people form the intention to cross in a period.
    IntentionCount = 1,
    /// The step of an origin's own demand walk.
    DemandWalkOrigin = 2,
    /// The step of the demand walk common to all origins.
    DemandWalkCommon = 3,
    /// The choice of a person among alternatives.
    Choice = 4,
    /// How long the way to the coast takes.
    Transit = 5,
    /// Whether and when a person turns back for home.
    JourneyHome = 6,
    /// The channel by which a person looks for a gang.
    ContactChannel = 7,
    /// Which gang a person goes to, and how long they are willing to wait there.
    GangChoice = 8,
    /// How long a person is willing to wait (not drawn any more: see the choice of a gang).
    Patience = 9,
    /// What a person does when patience ends.
    PatienceEnd = 10,
    /// Whether a person tries again after an attempt that failed.
    Retry = 11,
    /// How long a person waits before the next attempt.
    RetryDelay = 12,
    /// Which launches a gang plans.
    LaunchPlan = 13,
    /// Whether a planned launch goes ahead.
    Launch = 14,
    /// The load of one boat around the load of the day, its stretch of coast and method.
    LoadNoise = 15,
    /// The load of the day.
    DayLoad = 16,
    /// Whether a launch is intercepted on the coast, and its boat lost.
    Interception = 17,
    /// How many of an intercepted party are caught.
    Caught = 18,
    /// Whether the boat of an intercepted launch is lost.
    BoatLost = 19,
    /// How the leg at sea ends.
    SeaLeg = 20,
    /// How many die in an event at sea.
    Deaths = 21,
    /// The level of harm common to a year.
    HarmYear = 22,
    /// The noise of a gang's capacity.
    CapacityNoise = 23,
    /// Whether gangs enter.
    GangEntry = 24,
    /// The attributes of a gang at its birth.
    GangAttributes = 25,
    /// Whether a gang leaves.
    GangExit = 26,
    /// Whether and when equipment is delivered.
    Delivery = 27,
    /// Whether a delivery of equipment is seized.
    Seizure = 28,
    /// Whether investigators find a lead.
    CaseLead = 29,
    /// How much work a case takes.
    CaseCost = 30,
    /// Whether a case ends in an arrest.
    CaseArrest = 31,
    /// What a gang loses by an arrest.
    ArrestLoss = 32,
    /// The residual of the state of the sea.
    SeaResidual = 33,
    /// The generated wind of a weather path.
    WindGenerator = 34,
    /// Intentions that a change in the system brings about.
    InducedIntention = 35,
    /// Whether the work of a gang that fell is taken over by others.
    Absorption = 36,
    /// Whether parties of gangs share a boat.
    Pooling = 37,
    /// Which persons of a party are caught.
    CaughtPerson = 38,
    /// Whether a person turns to another route.
    Substitution = 39,
    /// The draw of an uncertain parameter.
    ParameterDraw = 40,
    /// The gangs that exist on the first day.
    InitialGang = 41,
    /// The stretch of coast of a launch (not drawn any more: see its load).
    Sector = 42,
    /// The order among origins that tie.
    TieOrigins = 43,
    /// Whether an arrival is removed.
    Removal = 44,
    /// Whether a gang that lost its leader splits.
    Split = 45,
    /// Whether a finance role is hit outside of cases.
    FinanceHit = 46,
    /// When an advert account is found and when it is back.
    AdvertAccount = 47,
    /// What a person is, whatever they meet.
    Trait = 48,
}

impl Purpose {
    /// The number that goes into the counter.
    #[inline]
    pub const fn number(self) -> u16 {
        self as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique() {
        let mut numbers: Vec<u16> = Purpose::ALL.iter().map(|p| p.number()).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
        assert!(numbers[0] > 0, "zero stays free, so that a forgotten purpose shows");
    }

    /// Lines are added at the end of this list and never changed.
    #[test]
    fn numbers_are_never_changed() {
        let promised = "IntentionCount=1 DemandWalkOrigin=2 DemandWalkCommon=3 Choice=4 Transit=5 JourneyHome=6 \
            ContactChannel=7 GangChoice=8 Patience=9 PatienceEnd=10 Retry=11 RetryDelay=12 LaunchPlan=13 \
            Launch=14 LoadNoise=15 DayLoad=16 Interception=17 Caught=18 BoatLost=19 SeaLeg=20 Deaths=21 \
            HarmYear=22 CapacityNoise=23 GangEntry=24 GangAttributes=25 GangExit=26 Delivery=27 Seizure=28 \
            CaseLead=29 CaseCost=30 CaseArrest=31 ArrestLoss=32 SeaResidual=33 WindGenerator=34 \
            InducedIntention=35 Absorption=36 Pooling=37 CaughtPerson=38 Substitution=39 ParameterDraw=40 \
            InitialGang=41 Sector=42 TieOrigins=43 Removal=44 Split=45 FinanceHit=46 AdvertAccount=47 Trait=48";
        let seen: Vec<String> = Purpose::ALL.iter().map(|p| format!("{p:?}={}", p.number())).collect();
        assert_eq!(seen.join(" "), promised);
    }
}
