//! A poll's log, as [tlog-tiles](https://c2sp.org/tlog-tiles) serves it: `/polls/{id}` is the log's prefix.

use std::sync::Arc;

use axum::extract::State;
use ostrakon_board::service::LookupError;
use ostrakon_board::tile::TileId;
use ostrakon_board::tile::entries::BundleId;
use serde::Serialize;

use crate::app::App;
use crate::body::Body;
use crate::limits::NOTE_BODY;
use crate::params::Params;
use crate::reply::{self, BYTES, Cache, Reply, TEXT};

/// `GET /polls/{id}/checkpoint`
pub(crate) async fn checkpoint(State(app): State<Arc<App>>, params: Params) -> Reply {
    let checkpoint = app.board.checkpoint(params.poll()?).await?;
    Ok(reply::bytes(TEXT, Cache::Check, checkpoint.to_bytes()))
}

/// `GET /polls/{id}/tile/{path}`: a tile of hashes, or a bundle of entries.
pub(crate) async fn tile(State(app): State<Arc<App>>, params: Params) -> Reply {
    let poll = params.poll()?;
    let path = format!("tile/{}", params.get("path"));
    let (bytes, full) = if let Ok(bundle) = path.parse::<BundleId>() {
        (app.board.bundle(poll, bundle).await?, bundle.tile().is_full())
    } else {
        let tile = path.parse::<TileId>().map_err(|_| LookupError::Missing("tile"))?;
        (app.board.tile(poll, tile).await?, tile.is_full())
    };
    Ok(reply::bytes(BYTES, if full { Cache::Forever } else { Cache::Short }, bytes))
}

#[derive(Serialize)]
struct Cosigned {
    taken: usize,
}

/// `POST /polls/{id}/cosignatures`: the latest checkpoint, with cosignatures.
pub(crate) async fn cosign(
    State(app): State<Arc<App>>,
    params: Params,
    Body(body, _place): Body<NOTE_BODY>,
) -> Reply {
    let taken = app.board.cosign(params.poll()?, &body).await?;
    Ok(reply::object(&Cosigned { taken }))
}
