//! The table `farewells`: leaves taken here that a cloud has not been told of yet.

use crate::{Store, StoreError};
use domain::{DeviceId, Endpoint, Farewell, ProviderKind, Timestamp, WayId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

impl Store {
    /// Oldest first. One to a cloud that this version does not know is left out and left alone.
    pub async fn farewells(&self) -> Result<Vec<Farewell>, StoreError> {
        let rows = sqlx::query("select * from farewells order by since, id")
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter().filter_map(|row| farewell(row).transpose()).collect()
    }

    pub async fn add_farewell(&self, farewell: &Farewell) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        sqlx::query(
            "insert into farewells (id, provider, address, extra_ca, way, device, what, since)
             values (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&farewell.id)
        .bind(farewell.provider.code())
        .bind(farewell.endpoint.address.as_str())
        .bind(farewell.endpoint.extra_ca.as_deref())
        .bind(farewell.way.as_str())
        .bind(farewell.device.as_ref().map(DeviceId::as_str))
        .bind(&farewell.what)
        .bind(farewell.since.0)
        .execute(&mut *write)
        .await?;
        write.commit().await
    }

    /// Removing what is not there is fine.
    pub async fn remove_farewell(&self, id: &str) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        sqlx::query("delete from farewells where id = ?").bind(id).execute(&mut *write).await?;
        write.commit().await
    }
}

/// `None`: of a cloud that this version does not know.
fn farewell(row: &SqliteRow) -> Result<Option<Farewell>, StoreError> {
    let Some(provider) = ProviderKind::from_code(row.try_get("provider")?) else {
        return Ok(None);
    };
    let id: String = row.try_get("id")?;
    let address: &str = row.try_get("address")?;
    let address =
        address.parse().map_err(|_| StoreError::Value(format!("address of farewell {id}")))?;
    let (way, device): (String, Option<String>) = (row.try_get("way")?, row.try_get("device")?);
    Ok(Some(Farewell {
        provider,
        endpoint: Endpoint { address, extra_ca: row.try_get("extra_ca")? },
        way: WayId::new(way),
        device: device.map(DeviceId::new),
        what: row.try_get("what")?,
        since: Timestamp(row.try_get("since")?),
        id,
    }))
}
