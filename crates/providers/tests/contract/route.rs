//! By which route requests leave: through a proxy that wants a password, and to a cloud that only a
//! company's own authority vouches for.

use crate::clouds::{Cloud, Frameio};
use domain::{Clouds, Endpoint, ErrorKind, Proxy, ProxyLogin, Route, Secret};
use simulator::ForwardProxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const NAME: &str = "sam@example";
/// With what an address, a header and a list would each take for something else.
const PASSWORD: &str = "canary: /50%41? ü,@";

fn login(password: &str) -> Option<ProxyLogin> {
    Some(ProxyLogin { name: Secret::new(NAME), password: Secret::new(password) })
}

fn take(cloud: &Frameio, route: Route) {
    cloud.providers.go_by(route).unwrap();
    cloud.providers.drop_lines();
}

fn through(address: &str, direct: &str, login: Option<ProxyLogin>) -> Route {
    Route { proxy: Proxy::typed(address, direct).unwrap(), login, ..Route::default() }
}

#[tokio::test]
async fn a_proxy_gets_its_name_and_password_or_its_refusal_is_said_in_words() {
    let (cloud, proxy) = (Frameio::start().await, ForwardProxy::start().await.unwrap());
    proxy.demand(NAME, PASSWORD);
    let address = proxy.address();
    let wants = format!("the proxy {address} wants a password");
    let refuses = format!("the proxy {address} does not take the name and the password");
    for (login, words) in [(None, &wants), (login("canary-of-yesterday"), &refuses)] {
        take(&cloud, through(&address, "", login));
        let refused = cloud.accounts().request_code(&cloud.client()).await.unwrap_err();
        assert_eq!((refused.kind, &refused.said), (ErrorKind::ProxyRefused, words));
        assert!(!format!("{refused} {refused:?}").contains("canary"), "{refused:?}");
    }
    assert_eq!((proxy.tunnels().len(), proxy.refused()), (0, 2));
    assert!(cloud.simulator.requests().is_empty(), "nothing went past it");
    take(&cloud, through(&address, "", login(PASSWORD)));
    cloud.accounts().request_code(&cloud.client()).await.unwrap();
    assert_eq!(proxy.tunnels(), [cloud.endpoint.authority()]);
}

#[tokio::test]
async fn a_host_that_goes_direct_is_not_proxied_and_without_a_proxy_none_is() {
    let (cloud, proxy) = (Frameio::start().await, ForwardProxy::start().await.unwrap());
    let ask = async || cloud.accounts().reachable().await.unwrap();
    take(&cloud, through(&proxy.address(), "intranet.example 10.0.0.0/8", None));
    ask().await;
    assert_eq!(proxy.tunnels().len(), 1);
    take(&cloud, through(&proxy.address(), "127.0.0.0/8", None));
    ask().await;
    take(&cloud, Route { proxy: Proxy::None, ..Route::default() });
    ask().await;
    assert_eq!(proxy.tunnels().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let cloud = Frameio::start().await;
    let address = {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        free.local_addr().unwrap().to_string()
    };
    take(&cloud, through(&address, "", None));
    let away = cloud.accounts().reachable().await.unwrap_err();
    assert_eq!(away.said, format!("the proxy {address} cannot be reached"));
    assert!(cloud.simulator.requests().is_empty(), "nothing went past it");
}

/// One line by SOCKS 5 with name and password ([RFC 1928](https://www.rfc-editor.org/rfc/rfc1928),
/// [RFC 1929](https://www.rfc-editor.org/rfc/rfc1929)); what was said as these.
async fn let_one_through(listener: TcpListener) -> (String, String) {
    let (mut client, _) = listener.accept().await.unwrap();
    let text = async |client: &mut TcpStream| {
        let length = client.read_u8().await.unwrap();
        let mut bytes = vec![0; length.into()];
        client.read_exact(&mut bytes).await.unwrap();
        bytes
    };
    assert_eq!(client.read_u8().await.unwrap(), 5);
    assert!(text(&mut client).await.contains(&2), "it can say name and password");
    client.write_all(&[5, 2]).await.unwrap();
    assert_eq!(client.read_u8().await.unwrap(), 1);
    let name = String::from_utf8(text(&mut client).await).unwrap();
    let password = String::from_utf8(text(&mut client).await).unwrap();
    client.write_all(&[1, 0]).await.unwrap();
    let mut head = [0; 4];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(head, [5, 1, 0, 1], "a line to an address of version 4");
    let mut address = [0; 4];
    client.read_exact(&mut address).await.unwrap();
    let port = client.read_u16().await.unwrap();
    let mut cloud = TcpStream::connect((std::net::Ipv4Addr::from(address), port)).await.unwrap();
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
    let _ = copy_bidirectional(&mut client, &mut cloud).await;
    (name, password)
}

#[tokio::test]
async fn socks_is_spoken_with_name_and_password() {
    let cloud = Frameio::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("socks5://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(let_one_through(listener));
    take(&cloud, through(&address, "", login(PASSWORD)));
    cloud.accounts().request_code(&cloud.client()).await.unwrap();
    cloud.providers.drop_lines();
    let said = serving.await.unwrap();
    assert_eq!((said.0.as_str(), said.1.as_str()), (NAME, PASSWORD));
}

#[tokio::test]
async fn a_cloud_behind_a_companys_own_authority_is_trusted_once_that_is_and_no_longer() {
    let cloud = Frameio::start().await;
    let pem = std::fs::read_to_string(cloud.simulator.ca_pem_path()).unwrap();
    let endpoint = Endpoint { extra_ca: None, ..cloud.endpoint.clone() };
    let ask = async || {
        let accounts = cloud.providers.accounts(domain::ProviderKind::Frameio, &endpoint).unwrap();
        accounts.request_code(&cloud.client()).await.map_err(|error| error.kind)
    };
    assert_eq!(ask().await.unwrap_err(), ErrorKind::Untrusted);
    let now = std::time::SystemTime::now().into();
    let read = providers::authority::read(pem.as_bytes(), now).unwrap();
    let authorities: Vec<_> = read.into_iter().map(|authority| authority.pem).collect();
    take(&cloud, Route { authorities, ..Route::default() });
    ask().await.unwrap();
    take(&cloud, Route::default());
    assert_eq!(ask().await.unwrap_err(), ErrorKind::Untrusted);
}

#[tokio::test]
async fn a_route_that_cannot_be_taken_changes_nothing() {
    let (cloud, proxy) = (Frameio::start().await, ForwardProxy::start().await.unwrap());
    take(&cloud, through(&proxy.address(), "", None));
    let broken = Route { authorities: vec!["not PEM".to_owned()], ..Route::default() };
    let refused = cloud.providers.go_by(broken).unwrap_err();
    assert_eq!(refused.said, "the extra certificate authority is not a PEM certificate");
    cloud.providers.drop_lines();
    cloud.accounts().reachable().await.unwrap();
    assert_eq!(proxy.tunnels().len(), 1);
}
