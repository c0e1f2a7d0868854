//! From TCP to a request: TLS, then HTTP/1.1, each request knowing its connection.
//!
//! Done by hand because the cloud has a bug per TCP connection, and because a connection must be
//! something one can cut.

use std::sync::Arc;

use axum::{Extension, Router};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::ledger::ViolationKind;
use crate::line::{Door, Wire};
use crate::simulation::Simulation;

/// The first byte of a TLS handshake record.
const HANDSHAKE: u8 = 0x16;

pub async fn serve(
    simulation: Arc<Simulation>,
    mut door: Door,
    tls: Arc<ServerConfig>,
    stopped: CancellationToken,
) {
    let acceptor = TlsAcceptor::from(tls);
    let router = super::router(simulation.clone());
    loop {
        let wire = tokio::select! {
            () = stopped.cancelled() => return,
            wire = door.next(&simulation.line) => match wire {
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
                () = talk(simulation, wire, acceptor, router) => {}
            }
        });
    }
}

async fn talk(simulation: Arc<Simulation>, mut wire: Wire, acceptor: TlsAcceptor, router: Router) {
    match wire.first_byte().await {
        Ok(HANDSHAKE) => {}
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
    let service = TowerToHyperService::new(router.layer(Extension(connection)));
    let _ = hyper::server::conn::http1::Builder::new()
        .max_buf_size(1024 * 1024)
        .serve_connection(TokioIo::new(tls), service)
        .with_upgrades()
        .await;
}
