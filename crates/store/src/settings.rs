//! The table `settings`: one row per field, as JSON. A field that is missing, or that this
//! version cannot read, has its default; a row of an unknown name is left alone.

use crate::{Store, StoreError};
use domain::{Pause, Settings};
use serde_json::{Map, Value, from_str, from_value, to_value};
use sqlx::{Row, SqliteConnection};

const PAUSE: &str = "pause";

impl Store {
    /// Always settings that make sense, whatever was written.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let rows = sqlx::query("select name, value from settings")
            .fetch_all(&mut *self.read().await?)
            .await?;
        let mut fields = Map::new();
        for row in rows {
            let field = (row.try_get("name")?, from_str(row.try_get("value")?));
            let (name, Ok(value)) = field else { continue };
            let alone: Map<String, Value> = Map::from_iter([(name, value)]);
            if from_value::<Settings>(alone.clone().into()).is_ok() {
                fields.extend(alone);
            }
        }
        let settings: Settings = from_value(fields.into()).unwrap_or_default();
        Ok(settings.clamped())
    }

    pub async fn set_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        let Ok(Value::Object(fields)) = to_value(settings) else {
            return Err(StoreError::Value("settings".into()));
        };
        let mut write = self.write().await?;
        for (name, value) in fields {
            put(&mut write, &name, &value).await?;
        }
        write.commit().await
    }

    /// Whether anything can be written at all. Touches nothing that anybody reads.
    pub async fn try_writing(&self) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put(&mut write, "probe", &Value::Null).await?;
        write.commit().await
    }

    pub async fn pause(&self) -> Result<Pause, StoreError> {
        let value: Option<String> = sqlx::query_scalar("select value from settings where name = ?")
            .bind(PAUSE)
            .fetch_optional(&mut *self.read().await?)
            .await?;
        Ok(value.and_then(|value| from_str(&value).ok()).unwrap_or_default())
    }

    pub async fn set_pause(&self, pause: Pause) -> Result<(), StoreError> {
        let value = to_value(pause).map_err(|error| StoreError::Value(error.to_string()))?;
        let mut write = self.write().await?;
        put(&mut write, PAUSE, &value).await?;
        write.commit().await
    }
}

async fn put(database: &mut SqliteConnection, name: &str, value: &Value) -> Result<(), StoreError> {
    sqlx::query(
        "insert into settings (name, value) values (?, ?)
         on conflict (name) do update set value = excluded.value",
    )
    .bind(name)
    .bind(value.to_string())
    .execute(database)
    .await?;
    Ok(())
}
