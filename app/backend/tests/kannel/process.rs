//! Kannel's two programs, on ports of their own, in a folder that goes away.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

/// Both, killed when dropped.
pub struct Kannel(Vec<Child>);

impl Kannel {
    /// Starts both, and waits until messages can be handed over. `inbound` is the `get-url` for what people write.
    pub async fn start(folder: &Path, smsc: u16, sendsms: u16, inbound: &str) -> Self {
        let (admin, boxes) = (free_port().await, free_port().await);
        let (store, reports) = (folder.join("store"), folder.join("dlr"));
        std::fs::create_dir_all(&reports).unwrap();
        let (store, reports) = (store.display(), reports.display());
        let configuration = format!(
            "group = core\nsms-resend-freq = 2\nadmin-port = {admin}\nadmin-interface = 127.0.0.1\nadmin-password = a\nsmsbox-port = {boxes}\n\
             smsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nstore-type = file\nstore-location = {store}\n\
             dlr-storage = spool\ndlr-spool = {reports}\n\n\
             group = smsc\nsmsc = smpp\nsmsc-id = test\nhost = 127.0.0.1\nport = {smsc}\nsmsc-username = u\n\
             smsc-password = p\nsystem-type = \"\"\ntransceiver-mode = true\nsource-addr-autodetect = true\n\
             max-pending-submits = 10\n\n\
             group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = {boxes}\nsendsms-port = {sendsms}\n\
             sendsms-interface = 127.0.0.1\nhttp-request-retry = 20\nhttp-queue-delay = 2\n\n\
             group = sendsms-user\nusername = comptoir\npassword = secret\nmax-messages = 10\nconcatenation = true\n\n\
             group = sms-service\nkeyword = default\nget-url = \"{inbound}\"\nmax-messages = 0\n"
        );
        let file = folder.join("kannel.conf");
        std::fs::write(&file, configuration).unwrap();
        let mut kannel = Self(vec![]);
        for (program, port) in [("/usr/sbin/bearerbox", boxes), ("/usr/sbin/smsbox", sendsms)] {
            let mut command = Command::new(program);
            command.arg("-v").arg("4").arg(&file).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
            kannel.0.push(command.spawn().unwrap());
            until_open(port).await;
        }
        kannel
    }
}

impl Drop for Kannel {
    fn drop(&mut self) {
        for child in self.0.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A port of which nobody else makes use just now.
pub async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn until_open(port: u16) {
    let open = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), open).await.expect("Kannel did not open its port");
}
