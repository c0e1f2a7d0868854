//! The table `connections`.

use crate::{Store, StoreError};
use domain::{
    Account, AccountId, Connection, ConnectionEvent, ConnectionId, ConnectionState, DeviceId,
    Endpoint, NotAllowed, Person, Project, ProjectId, ProviderKind, Timestamp, WayId,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

impl Store {
    /// In the order in which they were made. One to a cloud that this version does not know (a
    /// newer version made it) is left out and left alone.
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        let rows = sqlx::query("select * from connections order by created_at, id")
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.iter().filter_map(|row| connection(row).transpose()).collect()
    }

    pub async fn connection(&self, id: &ConnectionId) -> Result<Option<Connection>, StoreError> {
        fetch(&mut *self.read().await?, id).await
    }

    /// Writes the whole row, new or not.
    pub async fn save_connection(&self, saved: &Connection) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        put(&mut write, saved).await?;
        write.commit().await
    }

    /// `connected_at` is when it began to point at its project. A disconnect forgets the account
    /// and the device. A lost authorization forgets who it was, and remembers what it pointed at
    /// until something is chosen again: the queue was meant for that.
    pub async fn move_connection(
        &self,
        id: &ConnectionId,
        event: &ConnectionEvent,
        now: Timestamp,
    ) -> Result<Connection, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        let state = before.state.after(event)?;
        let stays = before.state.project().map(|project| &project.id)
            == state.project().map(|project| &project.id);
        let mut after = Connection {
            connected_at: match &state {
                ConnectionState::Connected { .. } if stays => before.connected_at,
                ConnectionState::Connected { .. } => Some(now),
                _ => None,
            },
            state,
            ..before.clone()
        };
        match event {
            ConnectionEvent::Disconnected => {
                (after.account, after.device, after.device_name) = (None, None, None);
            }
            ConnectionEvent::AuthorizationLost => {
                (after.account, after.person, after.device_name) = (None, None, None);
                after.former = before.state.project().cloned().or(after.former);
            }
            ConnectionEvent::ProjectChosen(_) => after.former = None,
            ConnectionEvent::Authorized | ConnectionEvent::ProjectRenamed(_) => {}
        }
        if put_if(&mut write, &after, before.state.name()).await? == 0 {
            return Err(NotAllowed { state: before.state.name(), event: event.name() }.into());
        }
        write.commit().await?;
        Ok(after)
    }

    /// What the cloud says now about who and what we are there. About person and account some
    /// clouds say nothing: `None` leaves what is known.
    pub async fn set_whereabouts(
        &self,
        id: &ConnectionId,
        person: Option<&Person>,
        account: Option<&Account>,
        device: Option<&DeviceId>,
        device_name: Option<&str>,
    ) -> Result<Connection, StoreError> {
        let mut write = self.write().await?;
        let before = existing(&mut write, id).await?;
        let after = Connection {
            person: person.cloned().or_else(|| before.person.clone()),
            account: account.cloned().or_else(|| before.account.clone()),
            device: device.cloned(),
            device_name: device_name.map(str::to_owned),
            ..before
        };
        put(&mut write, &after).await?;
        write.commit().await?;
        Ok(after)
    }

    /// Takes its uploads and its watched folders with it. All of the uploads must be over or only
    /// offered ([`StoreError::StillNeeded`]). Removing what is not there is fine.
    pub async fn remove_connection(&self, id: &ConnectionId) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let uploads: i64 = sqlx::query_scalar(
            "select coalesce(sum(files), 0) from tallies
             where connection = ? and slot in ('queued', 'uploading', 'waiting', 'paused')",
        )
        .bind(id.as_str())
        .fetch_one(&mut *write)
        .await?;
        if uploads > 0 {
            return Err(StoreError::StillNeeded { uploads: uploads.unsigned_abs() });
        }
        for sql in [
            "delete from uploads where connection = ?",
            "delete from tallies where connection = ?",
            "delete from rounds where connection = ?",
            "delete from connections where id = ?",
        ] {
            sqlx::query(sql).bind(id.as_str()).execute(&mut *write).await?;
        }
        write.commit().await
    }
}

async fn existing(
    connection: &mut SqliteConnection,
    id: &ConnectionId,
) -> Result<Connection, StoreError> {
    fetch(connection, id).await?.ok_or_else(|| StoreError::NoSuchConnection(id.clone()))
}

async fn fetch(
    database: &mut SqliteConnection,
    id: &ConnectionId,
) -> Result<Option<Connection>, StoreError> {
    let row = sqlx::query("select * from connections where id = ?")
        .bind(id.as_str())
        .fetch_optional(database)
        .await?;
    row.as_ref().map(connection).transpose().map(Option::flatten)
}

async fn put(database: &mut SqliteConnection, saved: &Connection) -> Result<(), StoreError> {
    sqlx::query(
        "insert into connections (id, provider, address, state, created_at)
         values (?1, ?2, ?3, 'not_authorized', ?4)
         on conflict (id) do nothing",
    )
    .bind(saved.id.as_str())
    .bind(saved.provider.code())
    .bind(saved.endpoint.address.as_str())
    .bind(saved.created_at.0)
    .execute(&mut *database)
    .await?;
    write_row(database, saved, None).await.map(|_| ())
}

/// How many rows it wrote: none when the row is no longer in that state.
async fn put_if(
    database: &mut SqliteConnection,
    saved: &Connection,
    state_before: &'static str,
) -> Result<u64, StoreError> {
    write_row(database, saved, Some(state_before)).await
}

async fn write_row(
    database: &mut SqliteConnection,
    saved: &Connection,
    state_before: Option<&'static str>,
) -> Result<u64, StoreError> {
    let project = saved.state.project();
    let written = sqlx::query(
        "update connections set provider = ?2, address = ?3, extra_ca = ?4, state = ?5,
             project_id = ?6, project_name = ?7, person_name = ?8, person_email = ?9,
             device = ?10, device_name = ?11, created_at = ?12, connected_at = ?13, way = ?14,
             account_id = ?15, account_name = ?16, former_project_id = ?17,
             former_project_name = ?18, automatic = ?19
         where id = ?1 and (?20 is null or state = ?20)",
    )
    .bind(saved.id.as_str())
    .bind(saved.provider.code())
    .bind(saved.endpoint.address.as_str())
    .bind(saved.endpoint.extra_ca.as_deref())
    .bind(saved.state.name())
    .bind(project.map(|project| project.id.as_str()))
    .bind(project.map(|project| project.name.as_str()))
    .bind(saved.person.as_ref().map(|person| person.name.as_str()))
    .bind(saved.person.as_ref().and_then(|person| person.email.as_deref()))
    .bind(saved.device.as_ref().map(DeviceId::as_str))
    .bind(saved.device_name.as_deref())
    .bind(saved.created_at.0)
    .bind(saved.connected_at.map(|at| at.0))
    .bind(saved.way.as_str())
    .bind(saved.account.as_ref().map(|account| account.id.as_str()))
    .bind(saved.account.as_ref().map(|account| account.name.as_str()))
    .bind(saved.former.as_ref().map(|project| project.id.as_str()))
    .bind(saved.former.as_ref().map(|project| project.name.as_str()))
    .bind(saved.automatic)
    .bind(state_before)
    .execute(database)
    .await?;
    Ok(written.rows_affected())
}

/// `None`: of a cloud that this version does not know.
fn connection(row: &SqliteRow) -> Result<Option<Connection>, StoreError> {
    let Some(provider) = ProviderKind::from_code(row.try_get("provider")?) else {
        return Ok(None);
    };
    let id: String = row.try_get("id")?;
    let bad = |what: &str| StoreError::Value(format!("{what} of connection {id}"));
    let address: &str = row.try_get("address")?;
    let project_id: Option<String> = row.try_get("project_id")?;
    let project = match (project_id, row.try_get("project_name")?) {
        (Some(id), Some(name)) => Some(Project { id: ProjectId::new(id), name }),
        _ => None,
    };
    let state = match (row.try_get("state")?, project) {
        ("not_authorized", None) => ConnectionState::NotAuthorized,
        ("not_connected", None) => ConnectionState::NotConnected,
        ("connected", Some(project)) => ConnectionState::Connected { project },
        _ => return Err(bad("state")),
    };
    let account_id: Option<String> = row.try_get("account_id")?;
    let account = match (account_id, row.try_get("account_name")?) {
        (Some(id), Some(name)) => Some(Account { id: AccountId::new(id), name }),
        _ => None,
    };
    let former_id: Option<String> = row.try_get("former_project_id")?;
    let former = match (former_id, row.try_get("former_project_name")?) {
        (Some(id), Some(name)) => Some(Project { id: ProjectId::new(id), name }),
        _ => None,
    };
    let way: String = row.try_get("way")?;
    let email = row.try_get("person_email")?;
    let person: Option<String> = row.try_get("person_name")?;
    let device: Option<String> = row.try_get("device")?;
    Ok(Some(Connection {
        endpoint: Endpoint {
            address: address.parse().map_err(|_| bad("address"))?,
            extra_ca: row.try_get("extra_ca")?,
        },
        provider,
        way: WayId::new(way),
        state,
        account,
        former,
        person: person.map(|name| Person { name, email }),
        device: device.map(DeviceId::new),
        device_name: row.try_get("device_name")?,
        automatic: row.try_get("automatic")?,
        created_at: Timestamp(row.try_get("created_at")?),
        connected_at: row.try_get::<Option<i64>, _>("connected_at")?.map(Timestamp),
        id: ConnectionId::new(id),
    }))
}
