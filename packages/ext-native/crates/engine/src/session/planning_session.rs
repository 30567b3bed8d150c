//! What known queries are planned with: the session's state as it stands, copied once for all of them instead of once for each.
//!
//! A copy holds the tables of functions, a thousand names; to make one costs more than to plan a look-up of one row.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use datafusion::config::ConfigOptions;
use datafusion::execution::TaskContext;
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::prelude::SessionContext;

/// The first of DataFusion's physical rules that writes into a plan what one execution of it changes: which part of a file to read first, and filters
/// that operators narrow while they run.
const FIRST_RULE_OF_AN_EXECUTION: &str = "PushdownSort";

type Rule = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

/// A copy of a session's state.
pub(crate) struct PlanningSession {
    pub(crate) state: SessionState,
    /// What it was copied from. A setting that changes is written into a new one of these, so the same one means the same settings.
    options: Arc<ConfigOptions>,
    runtime: Arc<RuntimeEnv>,
    reusable: OnceLock<Option<SessionState>>,
}

/// The newest copy of a session's state, for all plans that mean the same at whatever time they were optimised.
#[derive(Default)]
pub(crate) struct KnownSession(RwLock<Option<Arc<PlanningSession>>>);

impl KnownSession {
    /// The session as it stands: the copy, or a new one where a setting has changed.
    pub(crate) fn current(&self, context: &SessionContext, hides: bool) -> Arc<PlanningSession> {
        let known = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let state = context.state_ref();
        if let Some(known) = known.filter(|known| known.is_copy_of(&state.read())) {
            return known;
        }
        let made = Arc::new(PlanningSession::new(context.state(), hides));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        made
    }
}

impl PlanningSession {
    /// `hides`: a physical plan tells of files, and may not be told.
    pub(crate) fn new(mut state: SessionState, hides: bool) -> Self {
        let (options, runtime) = (state.config_options().clone(), state.runtime_env().clone());
        if hides {
            state.config_mut().options_mut().explain.logical_plan_only = true;
        }
        Self {
            state,
            options,
            runtime,
            reusable: OnceLock::new(),
        }
    }

    /// Whether the session's state is still as it was copied, in all that planning depends on.
    pub(crate) fn is_copy_of(&self, state: &SessionState) -> bool {
        Arc::ptr_eq(&self.options, state.config_options())
            && Arc::ptr_eq(&self.runtime, state.runtime_env())
    }

    /// The same, for plans that are executed again and again: without the rules of [`Self::rules_of_an_execution`].
    pub(crate) fn reusable(&self) -> Option<&SessionState> {
        let made = self.reusable.get_or_init(|| {
            let (kept, _) = self.split_rules()?;
            Some(
                SessionStateBuilder::new_from_existing(self.state.clone())
                    .with_physical_optimizer_rules(kept.to_vec())
                    .build(),
            )
        });
        made.as_ref()
    }

    /// The physical rules, the last ones, that are applied for each execution.
    pub(crate) fn rules_of_an_execution(&self) -> &[Rule] {
        self.split_rules().map_or(&[], |(_, last)| last)
    }

    fn split_rules(&self) -> Option<(&[Rule], &[Rule])> {
        let rules = self.state.physical_optimizers();
        let place = rules
            .iter()
            .position(|rule| rule.name() == FIRST_RULE_OF_AN_EXECUTION)?;
        Some(rules.split_at(place))
    }

    /// What the execution of a kept plan runs in. A plan holds its functions; by name they are asked for by the information schema only, whose tables
    /// no kept plan reads.
    pub(crate) fn task_context(&self, runtime: Arc<RuntimeEnv>) -> TaskContext {
        TaskContext::new(
            None,
            self.state.session_id().to_owned(),
            self.state.config().clone(),
            Default::default(),
            Default::default(),
            Default::default(),
            Default::default(),
            runtime,
        )
    }
}
