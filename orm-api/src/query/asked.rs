//! What a query asks for: a row by its key, which needs no tree, or anything else.

use crate::{
    model::{ModelDef, RelationDef},
    tree::Select,
    value::{SqlType, Value},
};
use std::sync::{Arc, OnceLock};

/// What a query asks for. Most ask for everything or for the row with a key, and then something is done with that: a tree is
/// made of it when one is needed.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    model: &'static ModelDef,
    key: Option<Value>,
    tree: OnceLock<Arc<Select>>,
}

impl Asked {
    /// Every row of `model`.
    pub(super) fn everything(model: &'static ModelDef) -> Self {
        Asked { model, key: None, tree: OnceLock::new() }
    }

    /// What `select` asks for, which starts from `model`.
    pub(super) fn of(model: &'static ModelDef, select: Select) -> Self {
        Asked { model, key: None, tree: OnceLock::from(Arc::new(select)) }
    }

    /// Of what was asked for, the row with that key.
    pub(super) fn by_key(self, key: Value) -> Self {
        if self.key.is_none() && self.tree.get().is_none() {
            return Asked { key: Some(key), ..self };
        }
        let filter = Select::key_is(self.model, key);
        self.change(|select| select.filters.push(filter))
    }

    /// The model and the key, if nothing else is asked.
    pub(super) fn key(&self) -> Option<(&'static ModelDef, &Value)> {
        self.key.as_ref().map(|key| (self.model, key))
    }

    /// As a tree.
    pub(super) fn tree(&self) -> &Arc<Select> {
        self.tree.get_or_init(|| Arc::new(self.planted()))
    }

    /// Something else.
    pub(super) fn change(mut self, change: impl FnOnce(&mut Select)) -> Self {
        let mut tree = self.tree.take().unwrap_or_else(|| Arc::new(self.planted()));
        change(Arc::make_mut(&mut tree));
        Asked { model: self.model, key: None, tree: OnceLock::from(tree) }
    }

    /// Whether rows are locked. What has no tree yet locks none.
    pub(super) fn locks(&self) -> bool {
        self.tree.get().is_some_and(|select| select.locking.is_some())
    }

    /// The types of the expressions that are selected after the fields.
    pub(super) fn column_types(&self) -> Vec<SqlType> {
        self.tree.get().map(|select| select.column_types()).unwrap_or_default()
    }

    /// The related models whose fields are selected too. What has no tree yet selects none.
    pub(super) fn related(&self) -> &[Vec<&'static RelationDef>] {
        self.tree.get().map_or(&[], |select| &select.related)
    }

    fn planted(&self) -> Select {
        match &self.key {
            Some(key) => Select::by_key(self.model, key.clone()),
            None => Select::whole(self.model),
        }
    }
}
