//! `comptoir serve`: start, the first person, the demonstration, and a clean stop.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use backend::Backend;
use backend::clock::Clock;
use backend::mail::{self as post_office, Post};
use backend::service::{callbacks, demo, first_start, gateway as use_gateway};
use backend::settings::{GatewaySettings, MailSettings, WorkerSettings};
use backend::worker::Worker;
use domain::gateway::Kind;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::signal;
use tokio_util::sync::CancellationToken;

use crate::cli::{PublicUrl, Serve};
use crate::commands::{explain, open};
use crate::gateway;
use crate::lock::lock;
use crate::problem::Problem;
use crate::router::{Parts, router};
use crate::say;
use crate::site::Site;

/// How long requests may take to end after the stop was asked for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves until it is told to stop.
pub async fn serve(database: &Path, options: Serve) -> Result<(), Problem> {
    let clock = Clock::System;
    let listener = listen(options.listen).await?;
    let site = Site::in_folder(&options.site, !options.plain_names)?;
    let address = listener.local_addr().unwrap_or(options.listen);
    let settings = delivery(&options, address)?;
    let mail = mail(&options, address)?;
    // Held until the end: the last outcomes are recorded and the database is closed before another process may deliver.
    let _lock = lock(database)?;
    let backend = open(database, clock.clone()).await?;
    let is_real = settings.gateway.kind() != Kind::Sandbox || mail.is_some();
    if is_real && demo::exists(&backend).await? {
        return Err(Problem::HoldsDemonstration(database.to_owned()));
    }
    greet(&backend, &options, address).await?;
    if let GatewaySettings::Kannel(kannel) = &settings.gateway {
        say::line(format!("Kannel, sms-service : get-url = \"{}\"", callbacks::kannel_inbound_url(kannel)));
    }

    post_office::begin(&backend, mail.is_some()).await?;
    let post = mail.map(|settings| Post::new(backend.clone(), settings)).transpose()?;

    let stopping = CancellationToken::new();
    let router = router(Parts {
        backend: backend.clone(),
        options: site.options(address),
        site,
        public_url: options.public_url,
        demo: options.demo,
        live_reload: options.live_reload,
        started: clock.now(),
        stopping: stopping.clone(),
    })?;
    use_gateway::begin(&backend, settings.gateway.kind()).await?;
    let worker = Worker::start(backend.clone(), &settings);
    let post = post.map(Post::start);
    tracing::info!(%address, "serving");
    let served = until_told_to_stop(listener, router, stopping).await;
    worker.stop().await;
    if let Some(post) = post {
        post.stop().await;
    }
    backend.close().await;
    tracing::info!("stopped");
    served.map_err(Problem::Stopped)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Problem::AddressInUse(address),
        _ => Problem::Listen(address, error),
    })
}

/// The settings of the delivery. A demonstration never sends for real.
fn delivery(options: &Serve, address: SocketAddr) -> Result<WorkerSettings, Problem> {
    let settings = gateway::settings(&options.gateway, address, options.public_url.as_ref())?;
    if options.demo && settings.gateway.kind() != Kind::Sandbox {
        let why = "COMPTOIR_GATEWAY must be sandbox where COMPTOIR_DEMO is set: a demonstration never sends for real";
        return Err(Problem::Gateway(vec![String::from(why)]));
    }
    Ok(settings)
}

/// The settings of e-mail. The people of a demonstration are invented.
fn mail(options: &Serve, address: SocketAddr) -> Result<Option<MailSettings>, Problem> {
    let settings = crate::mail::settings(&options.mail, site_url(options, address).origin())?;
    if options.demo && settings.is_some() {
        let why =
            "COMPTOIR_SMTP_ADDRESS must be empty where COMPTOIR_DEMO is set: a demonstration never sends for real";
        return Err(Problem::Mail(vec![String::from(why)]));
    }
    Ok(settings)
}

/// The address that browsers use.
fn site_url(options: &Serve, address: SocketAddr) -> PublicUrl {
    options.public_url.clone().unwrap_or_else(|| PublicUrl::listening_at(address))
}

/// Says at the console where it is, and how the first person gets in.
async fn greet(backend: &Backend, options: &Serve, address: SocketAddr) -> Result<(), Problem> {
    let url = site_url(options, address);
    let url = url.origin();
    if options.demo {
        let password = options.demo_password.as_ref().filter(|password| !password.expose_secret().is_empty());
        let demo = demo::prepare(backend, password, Duration::from_secs(options.undo_seconds.into()))
            .await
            .map_err(explain)?;
        say::line(format!("Démonstration : {url}"));
        for person in &demo.people {
            say::line(format!("  {:<22} {}", person.email, person.may));
        }
        say::line(format!("  {:<22} {}", demo.salesperson.0, demo.salesperson.1));
        say::line(format!("  mot de passe           {}", demo.password.expose_secret()));
    } else if let Some(first) =
        first_start::prepare(backend, &options.pharmacy_name, &options.admin_email).await.map_err(explain)?
    {
        say::line(format!(
            "Aucun mot de passe n’a encore été choisi. Pour {}, une seule fois, pendant 24 heures :",
            first.email
        ));
        say::line(format!("  {url}/mot-de-passe/{}", first.link.expose_secret()));
    } else {
        say::line(format!("Comptoir : {url}"));
    }
    Ok(())
}

/// Serves; then ends the live news, lets requests end, but not for ever.
async fn until_told_to_stop(listener: TcpListener, router: Router, stopping: CancellationToken) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let told = {
        let stopping = stopping.clone();
        async move {
            stop_signal().await;
            tracing::info!("stopping");
            stopping.cancel();
        }
    };
    let deadline = async move {
        stopping.cancelled().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = axum::serve(listener, service).with_graceful_shutdown(told) => served,
        () = deadline => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn stop_signal() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
