//! Who is signed in where, and what a person on the other side does about it: the same few deeds
//! at each of the four clouds.

use serde_json::json;

use super::{Refused, find_project, said};
use crate::cloud::AuthorizationId;
use crate::keys::Keys;
use crate::kind::Kind;
use crate::multicam::crypt;
use crate::simulation::Simulation;
use crate::vinli::fleet;

impl Simulation {
    pub fn keys(&self) -> Keys {
        let frameio =
            self.look(|cloud| (cloud.client_secret.clone(), cloud.application.id.clone()));
        self.look_at_others(|others| {
            let (multicam, eagle_eye, vinli) = (&others.multicam, &others.eagle_eye, &others.vinli);
            let person = eagle_eye.person();
            Keys {
                frameio_client_secret: frameio.0,
                frameio_application_id: frameio.1,
                multicam_user: multicam.user.clone(),
                multicam_user_key: multicam.user_key.clone(),
                multicam_api_key: multicam.api_key.clone(),
                multicam_public_key: crypt::public_key(),
                eagle_eye_id: eagle_eye.id.clone(),
                eagle_eye_secret: eagle_eye.secret.clone(),
                eagle_eye_email: person.map(|user| user.email.clone()).unwrap_or_default(),
                eagle_eye_password: person
                    .and_then(|user| user.password.clone())
                    .unwrap_or_default(),
                eagle_eye_reseller: eagle_eye.reseller.email.clone(),
                eagle_eye_reseller_password: eagle_eye.reseller.password.clone(),
                eagle_eye_distributor: eagle_eye.distributor.email.clone(),
                eagle_eye_distributor_password: eagle_eye.distributor.password.clone(),
                vinli_client_id: vinli.server.id.clone(),
                vinli_client_secret: vinli.server.secret.clone(),
                vinli_web_client_id: vinli.web.id.clone(),
                vinli_app_id: vinli.app_id.clone(),
                vinli_app_secret: vinli.app_secret.clone(),
            }
        })
    }

    /// Who signs in in the browser.
    pub fn person_at(&self, kind: Kind) -> String {
        match kind {
            Kind::Frameio => {
                self.look(|cloud| format!("{} ({})", cloud.user.name, cloud.user.email))
            }
            Kind::Multicam => self.look_at_others(|others| others.multicam.user.clone()),
            Kind::EagleEye => self.look_at_others(|others| {
                others.eagle_eye.person().map(|user| user.email.clone()).unwrap_or_default()
            }),
            Kind::Vinli => format!("{} ({})", fleet::NAME.join(" "), fleet::EMAIL),
        }
    }

    pub fn register_redirect(&self, kind: Kind, uri: &str) {
        self.change_others(|others| {
            let known = others.redirects.entry(kind).or_default();
            // The newest is last, and none is there twice.
            known.retain(|known| known != uri);
            known.push(uri.to_owned());
        });
    }

    /// One word or two for each live sign-in.
    pub fn sessions(&self, kind: Kind) -> Vec<String> {
        let now = self.now();
        let words = |sessions: Vec<&'static str>| sessions.into_iter().map(str::to_owned).collect();
        match kind {
            Kind::Frameio => self.look(|cloud| {
                let applications = cloud.live_applications().map(|session| {
                    let id: String = session.installation.chars().take(8).collect();
                    format!("application {id}")
                });
                let hardware = cloud.connected_devices().filter(|device| {
                    device
                        .authorization()
                        .is_none_or(|own| !cloud.application.sessions.contains_key(&own.id))
                });
                applications.chain(hardware.map(|device| device.name.clone())).collect()
            }),
            Kind::Multicam => self.look_at_others(|others| words(others.multicam.live(now))),
            Kind::EagleEye => self.look_at_others(|others| words(others.eagle_eye.live())),
            Kind::Vinli => self.look_at_others(|others| words(others.vinli.live())),
        }
    }

    pub fn expire_sessions(&self, kind: Kind) {
        let now = self.now();
        match kind {
            Kind::Frameio => self.change(|cloud| cloud.expire_access_tokens(now)),
            Kind::Multicam => self.change_others(|others| others.multicam.expire()),
            Kind::EagleEye => self.change_others(|others| others.eagle_eye.expire(now)),
            Kind::Vinli => self.change_others(|others| others.vinli.tokens.clear()),
        }
    }

    pub fn end_sessions(&self, kind: Kind) {
        // Whoever is thrown out is asked again, as if for the first time.
        self.change_others(|others| others.approved.retain(|(of, _)| *of != kind));
        match kind {
            Kind::Frameio => {
                // Nobody connected is not a failure here.
                let _ = self.forget(None);
                self.change(|cloud| {
                    let all: Vec<AuthorizationId> =
                        cloud.application.sessions.keys().copied().collect();
                    for id in all {
                        cloud.end_application(id);
                    }
                });
            }
            Kind::Multicam => self.change_others(|others| others.multicam.end()),
            Kind::EagleEye => self.change_others(|others| others.eagle_eye.end()),
            Kind::Vinli => self.change_others(|others| others.vinli.tokens.clear()),
        }
    }

    pub fn rename_at(&self, kind: Kind, project: &str, name: &str) -> Result<(), Refused> {
        let unknown = || Refused::UnknownProject(project.to_owned());
        let name = said(name)?.to_owned();
        if kind == Kind::Frameio {
            return self.rename_project(project, &name);
        }
        self.change_others(|others| match kind {
            Kind::Frameio => Ok(()),
            Kind::Multicam => {
                others.multicam.find(project).ok_or_else(unknown)?.name.clone_from(&name);
                Ok(())
            }
            Kind::EagleEye => {
                let mut cameras = others.eagle_eye.cameras.iter_mut();
                let camera = cameras.find(|camera| camera.id.to_string() == project);
                camera.ok_or_else(unknown)?.name.clone_from(&name);
                Ok(())
            }
            Kind::Vinli => {
                let mut devices = others.vinli.devices.iter_mut();
                let device = devices.find(|device| device.id.to_string() == project);
                device.ok_or_else(unknown)?.name = Some(name.clone());
                Ok(())
            }
        })
    }

    pub fn withdraw_at(&self, kind: Kind, project: &str) -> Result<(), Refused> {
        if kind == Kind::Frameio {
            return self.withdraw_project(project);
        }
        let gone = self.change_others(|others| match kind {
            Kind::Frameio => false,
            Kind::Multicam => others.multicam.withdraw(project),
            Kind::EagleEye => {
                let cameras = &mut others.eagle_eye.cameras;
                let before = cameras.len();
                cameras.retain(|camera| camera.id.to_string() != project);
                cameras.len() < before
            }
            Kind::Vinli => {
                let devices = &mut others.vinli.devices;
                let before = devices.len();
                devices.retain(|device| device.id.to_string() != project);
                devices.len() < before
            }
        });
        if gone { Ok(()) } else { Err(Refused::UnknownProject(project.to_owned())) }
    }

    /// The project is gone for everybody. Hardware in it is forgotten, as there is nothing left
    /// to be in; an application is only put out of it.
    fn withdraw_project(&self, project: &str) -> Result<(), Refused> {
        let now = self.now();
        let id = self.look(|cloud| find_project(cloud, Some(project)))?;
        let (out, forgotten) = self.change(|cloud| {
            cloud.withdraw_project(id);
            let here: Vec<_> = cloud
                .connected_devices()
                .filter(|device| device.project == id)
                .filter_map(|device| Some((device.id, device.authorization()?.id)))
                .collect();
            let (mut out, mut forgotten) = (Vec::new(), Vec::new());
            for (device, authorization) in here {
                if cloud.application.sessions.contains_key(&authorization) {
                    out.extend(cloud.application_disconnect(authorization, now));
                } else {
                    cloud.forget(device, now);
                    forgotten.push(device);
                }
            }
            (out, forgotten)
        });
        for device in out {
            self.push(device, "status_updated", json!({ "status": "offline" }), true);
        }
        for device in forgotten {
            self.push(device, "deauthorized", json!({}), true);
        }
        Ok(())
    }

    pub fn set_multicam_running(&self, running: bool) {
        self.change_others(|others| others.multicam.running = running);
    }

    pub fn trust_address(&self, trusted: bool) {
        self.change_others(|others| others.multicam.trusted = trusted);
    }
}
