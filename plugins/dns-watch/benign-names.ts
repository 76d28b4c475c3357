/**
 * Names that ordinary machines look up, for the tests of what is called random-looking: the sites people visit, what
 * operating systems, browsers, applications, telephones and household devices ask for by themselves, content networks,
 * advertising, mail, security products, and languages other than English. None may raise an alert.
 */
export const BENIGN_NAMES: readonly string[] = `
www.google.com www.youtube.com www.facebook.com www.instagram.com www.wikipedia.org www.amazon.com www.reddit.com
news.ycombinator.com stackoverflow.com github.com raw.githubusercontent.com objects.githubusercontent.com gitlab.com
www.linkedin.com www.netflix.com www.nytimes.com www.washingtonpost.com www.theguardian.com www.bbc.co.uk www.spiegel.de
www.sueddeutsche.de www.frankfurter-rundschau.de www.nachrichtenleicht.de www.tagesschau.de www.arbeitsagentur.de
www.bundesnetzagentur.de www.krankenkassenzentrale.de www.verbraucherzentrale.de www.rechtsanwaltskammer-duesseldorf.de
www.wirtschaftswissenschaften.uni-muenchen.de www.strassenverkehrsamt.de www.schwarzwaelder-bote.de www.lemonde.fr
www.leboncoin.fr www.boursorama.com www.caisse-epargne.fr www.laposte.fr www.service-public.fr www.impots.gouv.fr
www.gazzetta.it www.corriere.it www.agenziaentrate.gov.it www.elpais.com www.mercadolibre.com.mx www.bancosantander.es
www.uol.com.br www.americanas.com.br www.gazeta.pl www.przegladsportowy.pl www.rzeczpospolita.pl www.szczecin.pl
www.wyborcza.pl www.allegro.pl www.zdjecia.biz.pl www.seznam.cz www.zpravy.idnes.cz www.ctvrtkon.cz www.blesk.cz
www.hvidovrehospital.dk www.sundhedsstyrelsen.dk www.skatteverket.se www.forsakringskassan.se www.arbetsformedlingen.se
www.helsinginsanomat.fi www.dagbladet.no www.vegvesen.no www.rijksoverheid.nl
www.volksgezondheidenzorg.nl www.gemeenteraadsverkiezingen.nl www.hurriyet.com.tr www.sahibinden.com www.turkiye.gov.tr
www.krungsri.com www.vnexpress.net www.thegioididong.com www.tokopedia.com www.kompas.com www.detik.com www.bukalapak.com
www.yandex.ru www.vkontakte.ru www.gosuslugi.ru www.odnoklassniki.ru www.privatbank.ua www.pravda.com.ua www.qq.com
www.baidu.com www.hao123.com www.sohu.com www.xinhuanet.com www.zhihu.com www.jd.com www.bilibili.com www.pinduoduo.com
www.tmall.com www.youku.com www.iqiyi.com www.163.com mail.126.net www.cnblogs.com blog.csdn.net www.jianshu.com
www.dianping.com www.xiaohongshu.com www.ctrip.com www.naver.com www.daum.net www.kakao.com www.coupang.com www.rakuten.co.jp
www.yahoo.co.jp www.nicovideo.jp www.livedoor.com www.hatenablog.com www.yodobashi.com www.tabelog.com www.mhlw.go.jp
www.flipkart.com www.hotstar.com www.naukri.com www.irctc.co.in www.incometaxindiaefiling.gov.in www.jumia.com.ng
www.llanfairpwllgwyngyll.co.uk www.archives-nationales.culture.gouv.fr www.xn--mnchen-3ya.de xn--80ak6aa92e.com
xn--fiqs8s.xn--fiqz9s xn--b1agh1afp.xn--p1ai
connectivitycheck.gstatic.com connectivitycheck.android.com clients4.google.com play.googleapis.com android.clients.google.com
safebrowsing.googleapis.com update.googleapis.com optimizationguide-pa.googleapis.com content-autofill.googleapis.com
firebaseinstallations.googleapis.com firebaseremoteconfig.googleapis.com firebaselogging-pa.googleapis.com
clientservices.googleapis.com youtubei.googleapis.com mobilenetworkscoring-pa.googleapis.com people-pa.clients6.google.com
r4---sn-4g5ednsz.googlevideo.com rr3---sn-vh5ouxa-hju6.googlevideo.com rr5---sn-uxax4vopj5qx-q0ns.googlevideo.com
redirector.gvt1.com r2---sn-hju7enel.gvt1.com beacons.gcp.gvt2.com edgedl.me.gvt1.com lh3.googleusercontent.com
0a2b4c6d8e0f1a3b5c7d9e0f2a4b6c8d.safeframe.googlesyndication.com tpc.googlesyndication.com pagead2.googlesyndication.com
www.googletagservices.com www.googletagmanager.com www.google-analytics.com googleads.g.doubleclick.net
stats.g.doubleclick.net encrypted-tbn0.gstatic.com fonts.gstatic.com i.ytimg.com yt3.ggpht.com accounts.youtube.com
www.msftconnecttest.com dns.msftncsi.com ipv6.msftconnecttest.com settings-win.data.microsoft.com
v10.events.data.microsoft.com self.events.data.microsoft.com displaycatalog.mp.microsoft.com
storecatalogrevocation.storequality.microsoft.com geo.prod.do.dsp.mp.microsoft.com array615.prod.do.dsp.mp.microsoft.com
kv801.prod.do.dsp.mp.microsoft.com delivery.mp.microsoft.com.nsatc.net fe2cr.update.microsoft.com
slscr.update.microsoft.com ctldl.windowsupdate.com download.windowsupdate.com client.wns.windows.com
login.microsoftonline.com aadcdn.msauthimages.net aadcdn.msftauth.net substrate.office.com outlook.office365.com
officeclient.microsoft.com officecdn.microsoft.com officecdn-microsoft-com.akamaized.net ecs.office.com nexusrules.officeapps.live.com
teams.events.data.microsoft.com mobile.pipe.aria.microsoft.com blob.mnz21prdstr02a.store.core.windows.net
onedscolprdwus14.westus.cloudapp.azure.com onedscolprdneu06.northeurope.cloudapp.azure.com wd-prod-ss.trafficmanager.net
prod.nexusrules.live.com.akadns.net tsfe.trafficshaping.dsp.mp.microsoft.com smartscreen-prod.microsoft.com
checkappexec.microsoft.com wdcp.microsoft.com wdcpalt.microsoft.com edge.microsoft.com msedge.api.cdp.microsoft.com
assets.msn.com img-s-msn-com.akamaized.net arc.msn.com ris.api.iris.microsoft.com evoke-windowsservices-tas.msedge.net
config.edge.skype.com ntp.msn.com browser.events.data.msn.com msedgeextensions.sf.tlu.dl.delivery.mp.microsoft.com
gsp-ssl.ls.apple.com gspe1-ssl.ls.apple.com p42-content.icloud.com p157-caldav.icloud.com gateway.icloud.com mesu.apple.com
xp.apple.com init-p01md.apple.com 1-courier.push.apple.com configuration.ls.apple.com mask.icloud.com mask-h2.icloud.com
swcdn.apple.com swscan.apple.com time-osx.g.aaplimg.com bag.itunes.apple.com captive.apple.com ocsp2.apple.com
valid.apple.com humb.apple.com pancake.apple.com gdmf.apple.com itunes-apple.com.akadns.net is1-ssl.mzstatic.com
cvws.icloud-content.com us-lon-00001.s3.dualstack.eu-west-2.amazonaws.com apple-finance.query.yahoo.com smoot.apple.com
detectportal.firefox.com firefox.settings.services.mozilla.com content-signature-2.cdn.mozilla.net
push.services.mozilla.com contile.services.mozilla.com shavar.services.mozilla.com incoming.telemetry.mozilla.org
aus5.mozilla.org normandy.cdn.mozilla.net firefoxusercontent.com ciscobinary.openh264.org redirector.brave.com
connectivity-check.ubuntu.com archive.ubuntu.com security.debian.org deb.debian.org mirrors.fedoraproject.org api.snapcraft.io
motd.ubuntu.com entropy.ubuntu.com pool.ntp.org 2.debian.pool.ntp.org registry.npmjs.org pypi.org files.pythonhosted.org
crates.io static.rust-lang.org proxy.golang.org repo.maven.apache.org registry-1.docker.io auth.docker.io production.cloudflare.docker.com
quay.io ghcr.io pkg-containers.githubusercontent.com dl-cdn.alpinelinux.org download.jetbrains.com
marketplace.visualstudio.com vscode-sync.trafficmanager.net update.code.visualstudio.com gallerycdn.vsassets.io
d1lxhc4jvstzrp.cloudfront.net d3a8b7s6q5w4er.cloudfront.net d111111abcdef8.cloudfront.net dualstack.k.sni.global.fastly.net
e1234.dscb.akamaiedge.net a1887.dscq.akamai.net e6858.dscx.akamaiedge.net a248.e.akamai.net a1851.dscg2.akamai.net
cdn-dynmedia-1.microsoft.com img-prod-cms-rt-microsoft-com.akamaized.net fbstatic-a.akamaihd.net
ec2-54-171-22-8.eu-west-1.compute.amazonaws.com my-bucket-name.s3.eu-central-1.amazonaws.com s3-1-w.amazonaws.com
a2k8xyq1vw0z9t-ats.iot.us-east-1.amazonaws.com internal-api-elb-1234567890.us-west-2.elb.amazonaws.com
vpce-0123456789abcdef0-abcdefgh.execute-api.eu-west-1.vpce.amazonaws.com q3v9x2kd7zj1wm.execute-api.eu-central-1.amazonaws.com
mobileanalytics.us-east-1.amazonaws.com cognito-identity.us-east-1.amazonaws.com sqs.eu-west-1.amazonaws.com
fls-na.amazon.com dp-gw-na-js.amazon.com firs-ta-g7g.amazon.com images-na.ssl-images-amazon.com unagi-na.amazon.com
device-metrics-us-2.amazon.com softwareupdates.amazon.com atv-ps-eu.amazon.co.uk api.amazonalexa.com avs-alexa-4-na.amazon.com
ecx.images-amazon.com mads.amazon-adsystem.com aax-eu.amazon-adsystem.com bob-dispatch-prod-eu.amazon.com
exposebox.blob.core.windows.net myaccount.file.core.windows.net contoso-prod.westeurope.azurecontainer.io my-app.azurewebsites.net
storage.googleapis.com us-central1-my-project.cloudfunctions.net my-service-abc123xyz0-ew.a.run.app my-project.firebaseio.com
my-app.herokuapp.com my-app-git-main-team.vercel.app elegant-lamport-5f2c7e.netlify.app my-site.pages.dev my-worker.workers.dev
cdnjs.cloudflare.com static.cloudflareinsights.com challenges.cloudflare.com cloudflare-dns.com mozilla.cloudflare-dns.com
chrome.cloudflare-dns.com one.one.one.one dns.google dns.quad9.net doh.opendns.com dns.nextdns.io cdn.jsdelivr.net unpkg.com
ajax.aspnetcdn.com maxcdn.bootstrapcdn.com code.jquery.com use.typekit.net p.typekit.net use.fontawesome.com kit.fontawesome.com
fast.wistia.com player.vimeo.com vod-progressive.akamaized.net f.vimeocdn.com static.twitchcdn.net usher.ttvnw.net
video-edge-c2ab64.lhr03.abs.hls.ttvnw.net scontent-iad3-2.xx.fbcdn.net scontent.fewr1-6.fna.fbcdn.net
media.fmct2-1.fna.whatsapp.net scontent-lhr8-1.cdninstagram.com edge-chat.facebook.com star.c10r.facebook.com
abs.twimg.com pbs.twimg.com video.twimg.com static.licdn.com media.licdn.com px.ads.linkedin.com i.pinimg.com
preview.redd.it gateway.discord.gg cdn.discordapp.com media.discordapp.net slack-edge.com files.slack.com wss-primary.slack.com
zoom.us us04web.zoom.us zoomfrb213mmr.zoom.us web.whatsapp.com mmg.whatsapp.net telegram.org venus.web.telegram.org
api.spotify.com audio4-fa.scdn.co apresolve.spotify.com spclient.wg.spotify.com gew1-dealer.spotify.com
occ-0-1068-1722.1.nflxso.net ipv4-c012-lhr004-ix.1.oca.nflxvideo.net customerevents.netflix.com ichnaea.netflix.com
steamcommunity.com steamcdn-a.akamaihd.net cdn.cloudflare.steamstatic.com client-update.akamai.steamstatic.com
epicgames-download1.akamaized.net datarouter.ol.epicgames.com lol.secure.dyn.riotcdn.net static.battle.net
blzddist1-a.akamaihd.net telemetry-in.battle.net xboxlive.com title.mgt.xboxlive.com playstation.net gs2.ww.prod.dl.playstation.net
fus01.ps4.update.playstation.net ctest.cdn.nintendo.net conntest.nintendowifi.net
samsungcloudsolution.com lcprd1.samsungcloudsolution.net config.samsungads.com osb-krsvc.samsungqbe.com samsungotn.net
ngfts.lge.com snu.lge.com eic.lgtvsdp.com scribe.logs.roku.com cooper.logs.roku.com tsone.transferservices.io
ws.meethue.com diag.meethue.com discovery.meethue.com firmware.sonos.com msmetrics.ws.sonos.com
api.ring.com fw.ring.com oauth.ring.com nexusapi-us1.dropcam.com home.nest.com transport03-rts08-iad01.transport.home.nest.com
a1.tuyaus.com a3.tuyaeu.com m2.tuyaeu.com n-devs-gw.tplinkcloud.com use1-api.tplinkra.com euw1-relay-i-0a1b2c.dcipc.i.tplinknbu.com
broadlink.com.cn shellyupdate.shelly.cloud shelly-13-eu.shelly.cloud ntp.shelly.cloud hivemq.com broker.emqx.io
adnxs.com ib.adnxs.com fastlane.rubiconproject.com hbopenbid.pubmatic.com rtb.openx.net gum.criteo.com bidder.criteo.com
ssum-sec.casalemedia.com htlb.casalemedia.com x.bidswitch.net dpm.demdex.net cm.everesttech.net omtrdc.net smetrics.example.com
beacon.krxd.net tags.bluekai.com bcp.crwdcntrl.net idsync.rlcdn.com sync.mathtag.com match.adsrvr.org sync.1rx.io eb2.3lift.com
btlr.sharethrough.com prg.smartadserver.com ads.yieldmo.com ssc.33across.com pixel.quantserve.com sb.scorecardresearch.com
ping.chartbeat.net bam.nr-data.net bam-cell.nr-data.net notify.bugsnag.com sessions.bugsnag.com o12345.ingest.sentry.io
www.datadoghq-browser-agent.com browser-intake-datadoghq.eu api.segment.io cdn.segment.com api-js.mixpanel.com
api2.amplitude.com rs.fullstory.com vars.hotjar.com script.hotjar.com www.clarity.ms logx.optimizely.com
clientstream.launchdarkly.com sdk.split.io api2.branch.io events.appsflyer.com app.adjust.com settings.crashlytics.com
firebase-settings.crashlytics.com app-measurement.com graph.facebook.com analytics.tiktok.com mon.byteoversea.com
p16-sign-va.tiktokcdn.com log-upload-os.hoyoverse.com cdp.cloud.unity3d.com config.uca.cloud.unity3d.com
js.hsforms.net forms.hubspot.com f.hubspotusercontent40.net images.ctfassets.net mywebsite.imgix.net res.cloudinary.com
cdn.shopify.com monorail-edge.shopifysvc.com checkout.stripe.com js.stripe.com r.stripe.com www.paypalobjects.com
c.paypal.com static.klaviyo.com a.klaviyo.com widget.intercom.io api-iam.intercom.io static.zdassets.com ekr.zdassets.com
cdn.cookielaw.org geolocation.onetrust.com consent.cookiebot.com cdn-cookieyes.com survey.112.2o7.net
ocsp.digicert.com crl3.digicert.com ocsp.globalsign.com r3.o.lencr.org e5.i.lencr.org c.pki.goog o.pki.goog ocsp.pki.goog
ocsp.sectigo.com ocsp.comodoca.com crl.usertrust.com ocsp.startssl.com ocsp.sca1b.amazontrust.com isrg.trustid.ocsp.identrust.com
acroipm2.adobe.com cc-api-data.adobe.io ims-na1.adobelogin.com lcs-cops.adobe.io genuine.adobe.com dropbox-dns.com
client.dropbox.com notify.dropbox.com evernote.com api.notion.com www.figma.com realtime.ably.io ws-mt1.pusher.com
4z9p5tjmcbnblehp4557z1d136.avqs.mcafee.com 0.17-a7000081.a070081.1644.1f4a.2f4a.210.0.9mhnqlcnwjdznvq6btmh1kazti.avts.mcafee.com
4.sophosxl.net 8k4f2q9d1r7s3t5v6w0x2y4z.p.13.sophosxl.net ui.threatstream.com dnsbl.sorbs.net zen.spamhaus.org
b.barracudacentral.org 3.0.0.127.zen.spamhaus.org multi.surbl.org ts-d-download02.trendmicro.com
iavs9x.u.avast.com download913.avast.com su.ff.avast.com update.eset.com expire.eset.com dci.sophosupd.com
mobile-collector.newrelic.com lp-push-server-452.lastpass.com api.1password.com my.nordaccount.com zwyr157wwiu6eior.com
1.0.0.127.in-addr.arpa b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa lb._dns-sd._udp.0.1.168.192.in-addr.arpa
_ldap._tcp.05b5292b-34b8-4fb7-85a3-8beef5fd2069.domains._msdcs.utelsystems.local
_ldap._tcp.Default-First-Site-Name._sites.dc._msdcs.utelsystems.local _kerberos._tcp.dc._msdcs.corp.example
_mqtt._tcp.iot.test wpad.fritz.box fritz.box wpad.localdomain isatap.corp.example.com DESKTOP-7K2Q9LM.local
BRWC0CB383D1F42.local johanna-QEMU-Virtual-Machine.local android-1c1335ec95a27318.lan ESP_4F2A1B.lan HP3C52826A7B10.local
iPhone-von-Anna.fritz.box raspberrypi.local synologynas.local unifi.localdomain homeassistant.local
www.schnaeppchenfuchs.com www.kleinanzeigen.de www.check24.de www.idealo.de www.mydealz.de www.otto.de www.zalando.de
www.deutschebahn.com www.sparkasse-pforzheim-calw.de www.volksbank-stuttgart.de www.comdirect.de www.ing-diba.de
www.wetteronline.de www.kachelmannwetter.com www.chefkoch.de www.giga.de www.heise.de www.golem.de www.computerbase.de
txtpadding_323.n1.netalyzr.icsi.berkeley.edu www.wireshark.org.gateway.2wire.net upload.wikimedia.org.ncsa.uiuc.edu
workfamily.sas.upenn.edu virgo.SAS.upenn.edu www.icsi.berkeley.edu www.mathematik.uni-wuerzburg.de lists.freedesktop.org
`
  .trim()
  .split(/\s+/);
