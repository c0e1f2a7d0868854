//! From TCP to a request: TLS, then HTTP/1.1, each request knowing its connection.
//!
//! Done by hand because the cloud has a bug per TCP connection, and because a connection must be
//! something one can cut.

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::faults::Target;
use crate::gate;
use crate::ledger::ViolationKind;
use crate::line::{Door, Line, Wire};
use crate::simulation::Simulation;

/// The first byte of a TLS handshake record.
const HANDSHAKE: u8 = 0x16;

/// One cloud at its door.
pub struct Front {
    pub router: Router,
    pub place_of: fn(&str) -> Target,
    /// Talks plain HTTP to whoever does, as one of these clouds would.
    pub plain_too: bool,
}

pub async fn serve(
    simulation: Arc<Simulation>,
    mut door: Door,
    line: Arc<Line>,
    front: Front,
    tls: Arc<ServerConfig>,
    stopped: CancellationToken,
) {
    let acceptor = TlsAcceptor::from(tls);
    let state = (simulation.clone(), front.place_of);
    let router = front.router.layer(from_fn_with_state(state, gate::gate));
    loop {
        let wire = tokio::select! {
            () = stopped.cancelled() => return,
            wire = door.next(&line) => match wire {
                Some(wire) => wire,
                None => return,
            },
        };
        let (simulation, acceptor, router) = (simulation.clone(), acceptor.clone(), router.clone());
        let stopped = stopped.clone();
        tokio::spawn(async move {
            let connection = wire.connection();
            tokio::select! {
                () = stopped.cancelled() => connection.reset(),
                () = connection.cut() => {}
                () = talk(simulation, wire, acceptor, router, front.plain_too) => {}
            }
        });
    }
}

async fn talk(
    simulation: Arc<Simulation>,
    mut wire: Wire,
    acceptor: TlsAcceptor,
    router: Router,
    plain_too: bool,
) {
    match wire.first_byte().await {
        Ok(HANDSHAKE) => {}
        Ok(_) if plain_too => {
            let router = router.layer(Extension(wire.connection()));
            return answer(wire, router).await;
        }
        Ok(_) => {
            let detail = "a request came in over plain HTTP";
            simulation.violation(ViolationKind::PlainHttp, detail);
            let answer =
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            // The caller is wrong either way; whether it hears so does not matter.
            let _ = wire.write_all(answer.as_bytes()).await;
            return;
        }
        Err(_) => return,
    }
    let connection = wire.connection();
    // A client that does not trust the authority hangs up here, as it should.
    let Ok(tls) = acceptor.accept(wire).await else { return };
    answer(tls, router.layer(Extension(connection))).await;
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    let service = TowerToHyperService::new(router);
    let _ = hyper::server::conn::http1::Builder::new()
        .max_buf_size(1024 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}
