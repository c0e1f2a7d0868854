//! Looking at the queue: by the page, counted, and as the ids that a person means.

use crate::uploads::{signed, upload};
use crate::{Store, StoreError};
use domain::{ConnectionId, Counts, Filter, List, Page, UploadId, Which};
use sqlx::sqlite::Sqlite;
use sqlx::{QueryBuilder, Row, SqliteConnection};
use std::collections::HashSet;

/// By the index that orders the lists; see the migration that makes it.
const ORDER: &str = " order by standing, first_key, second_key, id";

// The column `standing`: where a row stands, in this order.
const ACTIVE: i64 = 0;
const ATTENTION: i64 = 1;
const WAITING: i64 = 2;
const OFFERED: i64 = 3;
const DONE: i64 = 4;
const CANCELLED: i64 = 5;

fn standing(list: List) -> Option<i64> {
    match list {
        List::Active => Some(ACTIVE),
        List::Attention => Some(ATTENTION),
        List::Waiting => Some(WAITING),
        List::Offered => Some(OFFERED),
        List::Done => Some(DONE),
        List::All => None,
    }
}

fn condition(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    query.push(" from uploads where put_away = 0");
    if let Some(connection) = &filter.connection {
        query.push(" and connection = ").push_bind(connection.as_str().to_owned());
    }
    if let Some(standing) = standing(filter.list) {
        query.push(" and standing = ").push_bind(standing);
    }
    let words = filter.words.trim().to_lowercase();
    if !words.is_empty() {
        query.push(" and instr(words, ").push_bind(words).push(") > 0");
    }
}

impl Store {
    /// A stretch of what the filter shows, in its order.
    pub async fn list(&self, filter: &Filter, offset: u64, limit: u64) -> Result<Page, StoreError> {
        let mut read = self.read().await?;
        let counts = counts(&mut read, filter.connection.as_ref(), &filter.words).await?;
        // The ids by the index alone; whole rows only for those that are shown.
        let mut query = QueryBuilder::new("select * from uploads where id in (select id");
        condition(&mut query, filter);
        query.push(ORDER).push(" limit ").push_bind(signed(limit.min(10_000), "limit")?);
        query.push(" offset ").push_bind(signed(offset, "offset")?).push(")").push(ORDER);
        let rows = query.build().fetch_all(&mut *read).await?;
        let rows = rows.iter().map(upload).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { total: counts.of(filter.list), offset, rows })
    }

    /// How many each list has.
    pub async fn counts(
        &self,
        connection: Option<&ConnectionId>,
        words: &str,
    ) -> Result<Counts, StoreError> {
        counts(&mut *self.read().await?, connection, words).await
    }

    /// The uploads that are meant, in the order of the list.
    pub async fn ids(&self, which: &Which) -> Result<Vec<UploadId>, StoreError> {
        let (filter, except) = match which {
            Which::These(ids) => return Ok(ids.clone()),
            Which::All { filter, except } => (filter, except),
        };
        let mut query = QueryBuilder::new("select id");
        condition(&mut query, filter);
        query.push(ORDER);
        let ids: Vec<i64> = query.build_query_scalar().fetch_all(&mut *self.read().await?).await?;
        let except: HashSet<UploadId> = except.iter().copied().collect();
        Ok(ids.into_iter().map(UploadId).filter(|id| !except.contains(id)).collect())
    }
}

async fn counts(
    database: &mut SqliteConnection,
    connection: Option<&ConnectionId>,
    words: &str,
) -> Result<Counts, StoreError> {
    let mut query;
    if words.trim().is_empty() {
        query = QueryBuilder::new(
            "select case slot when 'uploading' then 0 when 'failed' then 1 when 'skipped' then 1
                 when 'queued' then 2 when 'waiting' then 2 when 'paused' then 2
                 when 'offered' then 3 when 'done' then 4 when 'cancelled' then 5 end as standing,
                 sum(files) as files
             from tallies where slot <> 'away'",
        );
        if let Some(connection) = connection {
            query.push(" and connection = ").push_bind(connection.as_str().to_owned());
        }
    } else {
        query = QueryBuilder::new("select standing, count(*) as files");
        let (list, connection) = (List::All, connection.cloned());
        condition(&mut query, &Filter { list, connection, words: words.to_owned() });
    }
    query.push(" group by standing");
    let mut counts = Counts::default();
    for row in query.build().fetch_all(database).await? {
        let files = row.try_get::<i64, _>("files")?.unsigned_abs();
        let list = match row.try_get::<i64, _>("standing")? {
            ACTIVE => &mut counts.active,
            ATTENTION => &mut counts.attention,
            WAITING => &mut counts.waiting,
            OFFERED => &mut counts.offered,
            DONE => &mut counts.done,
            CANCELLED => &mut counts.all,
            _ => continue,
        };
        *list += files;
    }
    let Counts { active, waiting, attention, done, offered, .. } = counts;
    counts.all += active + waiting + attention + done + offered;
    Ok(counts)
}
