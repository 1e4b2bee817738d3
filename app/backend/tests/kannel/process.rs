//! Kannel's two programs, on ports of their own, in a folder that goes away.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use backend::settings::KannelSettings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What Kannel says at the SMSC, and what is said to it.
const USER: &str = "comptoir";
const PASSWORD: &str = "secret";
const STATUS_PASSWORD: &str = "status";

/// Both, killed when dropped.
pub struct Kannel {
    folder: PathBuf,
    sendsms: u16,
    admin: u16,
    boxes: u16,
    children: Vec<Child>,
}

impl Kannel {
    /// With ports and a folder; it does not run yet.
    pub async fn new(folder: &Path) -> Self {
        let [sendsms, admin, boxes] = [free_port().await, free_port().await, free_port().await];
        Self { folder: folder.to_owned(), sendsms, admin, boxes, children: vec![] }
    }

    /// How the worker reaches it, and where it reports.
    pub fn settings(&self, callback: u16) -> KannelSettings {
        KannelSettings {
            send_url: format!("http://127.0.0.1:{}/cgi-bin/sendsms", self.sendsms).parse().unwrap(),
            user: USER.into(),
            password: PASSWORD.to_owned().into(),
            smsc: Some("test".into()),
            status_url: Some(format!("http://127.0.0.1:{}/status.xml", self.admin).parse().unwrap()),
            status_password: Some(STATUS_PASSWORD.to_owned().into()),
            callback_url: format!("http://127.0.0.1:{callback}").parse().unwrap(),
            callback_secret: "a-secret-of-the-tests".to_owned().into(),
        }
    }

    /// Writes its configuration, that of `docs/gateways.md`: the port of the SMSC, and the `get-url` for what people write.
    pub fn configure(&self, smsc: u16, inbound: &str) {
        let Self { folder, sendsms, admin, boxes, .. } = self;
        let (store, reports) = (folder.join("store"), folder.join("dlr"));
        std::fs::create_dir_all(&reports).unwrap();
        let (store, reports) = (store.display(), reports.display());
        let configuration = format!(
            "group = core\nsms-resend-freq = 2\nadmin-port = {admin}\nadmin-interface = 127.0.0.1\nadmin-password = a\n\
             status-password = {STATUS_PASSWORD}\nsmsbox-port = {boxes}\n\
             smsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nstore-type = file\nstore-location = {store}\n\
             dlr-storage = spool\ndlr-spool = {reports}\n\n\
             group = smsc\nsmsc = smpp\nsmsc-id = test\nhost = 127.0.0.1\nport = {smsc}\nsmsc-username = {USER}\n\
             smsc-password = {PASSWORD}\nsystem-type = \"\"\ntransceiver-mode = true\nsource-addr-autodetect = true\n\
             max-pending-submits = 10\nreconnect-delay = 1\n\n\
             group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = {boxes}\nsendsms-port = {sendsms}\n\
             sendsms-interface = 127.0.0.1\nhttp-request-retry = 20\nhttp-queue-delay = 2\n\
             max-pending-requests = 64\n\n\
             group = sendsms-user\nusername = {USER}\npassword = {PASSWORD}\nmax-messages = 10\nconcatenation = true\n\n\
             group = sms-service\nkeyword = default\nget-url = \"{inbound}\"\nmax-messages = 0\n"
        );
        std::fs::write(folder.join("kannel.conf"), configuration).unwrap();
    }

    /// Starts both, and waits until messages can be handed over.
    pub async fn start(&mut self) {
        self.spawn("/usr/sbin/bearerbox");
        until(self.boxes, is_open).await;
        self.spawn("/usr/sbin/smsbox");
        until(self.sendsms, answers).await;
    }

    fn spawn(&mut self, program: &str) {
        let mut command = Command::new(program);
        command.args(["-v", "4", "kannel.conf"]).current_dir(&self.folder);
        self.children.push(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    }

    /// Kills both.
    pub fn kill(&mut self) {
        while let Some(mut child) = self.children.pop() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Kannel {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port of which nobody else makes use just now.
pub async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn until<F: Future<Output = bool>>(port: u16, is_there: impl Fn(u16) -> F) {
    let there = async {
        while !is_there(port).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), there).await.expect("Kannel is not there");
}

async fn is_open(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}

/// Its port opens a second before anybody answers there.
async fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return false };
    let asked = stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await;
    asked.is_ok() && stream.read_u8().await.is_ok()
}
