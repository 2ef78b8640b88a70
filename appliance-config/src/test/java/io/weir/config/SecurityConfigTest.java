package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.LocalCa;
import io.weir.config.KafkaSourceConfig.GroupProtocol;
import io.weir.config.KafkaSourceConfig.Membership;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.config.tls.Expiry;
import io.weir.config.tls.TlsFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections {@code tls} and {@code sasl}, and what else only Kafka has. */
class SecurityConfigTest {
    private static final LocalCa CA = LocalCa.create("plant");

    @TempDir
    private Path folder;

    private String text = "";

    @BeforeEach
    void files() throws IOException {
        CA.writeCertificate(folder.resolve("ca.pem"));
        LocalCa.Issued box = CA.issue("box", List.of());
        box.writeCertificate(folder.resolve("box.pem"));
        box.writeKey(folder.resolve("box.key"));
        Files.writeString(folder.resolve("kafka.secret"), "hush\n");
    }

    private SecurityConfigTest source(String further) {
        text = BadConfigTest.resource("good.yaml")
                .replace("    group: weir-line-4\n", further.indent(4).stripTrailing() + "\n");
        return this;
    }

    private WeirConfig config() throws ConfigException {
        WeirConfig config = Configs.read(folder, text, Map.of("SECRET", "hush"));
        WeirConfig again = Configs.read(folder, ConfigPrinter.effective(config), Map.of());
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Location.class, Secret.class)
                .isEqualTo(config);
        assertThat(config.toString()).doesNotContain("hush");
        assertThat(ConfigPrinter.effective(config)).doesNotContain("hush");
        return config;
    }

    private KafkaSourceConfig read() throws ConfigException {
        return (KafkaSourceConfig) Configs.get(config().sources(), "cells");
    }

    private List<String> problems() {
        List<String> problems = Configs.problems(folder, text, Map.of("SECRET", "hush"));
        assertThat(String.join("\n", problems)).doesNotContain("hush");
        return problems.stream()
                .map(it -> it.replaceFirst("^weir.yaml:\\d+:\\d+: sources\\.cells\\.", ""))
                .toList();
    }

    private TlsConfig tls() throws ConfigException {
        return read().tls().orElseThrow();
    }

    @Test
    void shouldTakeTheFilesOfTlsFromTheFolderOfTheConfiguration() throws Exception {
        source("tls: { ca_file: ca.pem, cert_file: box.pem, key_file: box.key, verify_hostname: false }");
        TlsConfig tls = tls();
        assertThat(tls.caFile()).contains(folder.resolve("ca.pem"));
        assertThat(tls.certFile()).contains(folder.resolve("box.pem"));
        assertThat(tls.keyFile()).contains(folder.resolve("box.key"));
        assertThat(tls.verifyHostname()).isFalse();
        assertThat(tls.location().line()).isEqualTo(14);
        assertThat(TlsFiles.read(tls)
                        .parse()
                        .chain()
                        .get(0)
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=box");
    }

    @Test
    void shouldTrustWhatJavaTrustsWhenTlsIsEmpty() throws Exception {
        source("tls: {}");
        TlsConfig tls = tls();
        assertThat(tls.caFile()).isEmpty();
        assertThat(tls.verifyHostname()).isTrue();
        assertThat(TlsFiles.read(tls).parse().expiry()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void shouldReadKeysOfEveryAlgorithm(String algorithm) throws Exception {
        issue(algorithm);
        source("tls: { cert_file: box.pem, key_file: box.key }");
        assertThat(TlsFiles.read(tls()).parse().key()).isPresent();
    }

    private PrivateKey issue(String algorithm) {
        LocalCa.Issued box = CA.issue(
                "box", List.of(), algorithm, Instant.now(), Instant.now().plus(Duration.ofDays(100)));
        box.writeCertificate(folder.resolve("box.pem"));
        box.writeKey(folder.resolve("box.key"));
        return box.key();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void shouldReadKeysOfTheOlderForms(String algorithm) throws Exception {
        PrivateKey key = issue(algorithm);
        byte[] pkcs8 = key.getEncoded();
        // The old form of an RSA key stands in an octet string at the end; that of an EC key there has no curve, which
        // openssl adds: [0] { prime256v1 }.
        byte[] old = algorithm.equals("RSA") ? tail(pkcs8, 26) : withCurve(pkcs8);
        Files.writeString(folder.resolve("box.key"), LocalCa.pem(algorithm + " PRIVATE KEY", old));
        source("tls: { cert_file: box.pem, key_file: box.key }");
        assertThat(TlsFiles.read(tls()).parse().key())
                .get()
                .extracting(SecurityConfigTest::number)
                .isEqualTo(number(key));
    }

    private static BigInteger number(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** ECPrivateKey (RFC 5915) of a 256-bit key: the number is what follows 04 20. */
    private static byte[] withCurve(byte[] pkcs8) {
        int at = 0;
        while (pkcs8[at] != 4 || pkcs8[at + 1] != 32) {
            at++;
        }
        byte[] curve = {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        byte[] version = {2, 1, 1};
        return LocalCa.der(0x30, version, Arrays.copyOfRange(pkcs8, at, at + 34), curve);
    }

    @Test
    void shouldReadAnEncryptedKeyAndRefuseAWrongPassword() throws Exception {
        PrivateKey key = issue("EC");
        Files.writeString(folder.resolve("box.key"), encrypted(key, "hush"));
        source("tls: { cert_file: box.pem, key_file: box.key, key_password_file: kafka.secret }");
        assertThat(TlsFiles.read(tls()).parse().key()).contains(key);

        source("tls: { cert_file: box.pem, key_file: box.key }");
        assertThat(problems())
                .containsExactly(
                        "tls.key_file: the file 'box.key' is encrypted; give its password with key_password_file");

        Files.writeString(folder.resolve("kafka.secret"), "other");
        source("tls: { cert_file: box.pem, key_file: box.key, key_password_file: kafka.secret }");
        assertThat(problems())
                .containsExactly("tls.key_file: the file 'box.key' cannot be decrypted; does the password in"
                        + " key_password_file belong to it?");
    }

    private static String encrypted(PrivateKey key, String password) throws GeneralSecurityException, IOException {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        // EncryptedPrivateKeyInfo (RFC 5958): an algorithm, here PBES2 with its parameters, then an octet string.
        byte[] pbes2 = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 13};
        byte[] identifier = LocalCa.der(0x30, pbes2, cipher.getParameters().getEncoded());
        byte[] der = LocalCa.der(0x30, identifier, LocalCa.der(4, cipher.doFinal(key.getEncoded())));
        return LocalCa.pem("ENCRYPTED PRIVATE KEY", der);
    }

    @Test
    void shouldSayWhatIsWrongWithEachFileInOnePass() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), "nothing");
        Files.writeString(folder.resolve("box.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        source("tls: { ca_file: ca.pem, cert_file: box.pem, key_file: ca.pem }");
        assertThat(problems())
                .containsExactly(
                        "tls.ca_file: the file 'ca.pem' is not PEM (text with -----BEGIN …-----); convert it with"
                                + " openssl x509, pkey or pkcs12",
                        "tls.cert_file: the file 'box.pem' has a damaged certificate (number 1 of the file)",
                        "tls.key_file: the file 'ca.pem' is not PEM (text with -----BEGIN …-----); convert it with"
                                + " openssl x509, pkey or pkcs12");
    }

    @Test
    void shouldSayWhichFileIsMissingWithoutShowingAVariable() {
        source("tls: { ca_file: none.pem }");
        assertThat(problems())
                .containsExactly("tls.ca_file: the file 'none.pem' does not exist; a relative path is taken from the"
                        + " configuration's folder");
        source("tls: { ca_file: \"${SECRET}\" }");
        assertThat(problems())
                .containsExactly("tls.ca_file: the file '${SECRET}' does not exist; a relative path is taken from the"
                        + " configuration's folder");
    }

    @Test
    void shouldRefuseAKeyOfAnotherCertificate() {
        CA.issue("other", List.of()).writeKey(folder.resolve("box.key"));
        source("tls: { cert_file: box.pem, key_file: box.key }");
        assertThat(problems())
                .containsExactly("tls.key_file: the file 'box.key' is not the key of the first certificate in"
                        + " cert_file; give the two that were made together");
    }

    @Test
    void shouldRefuseHalfOfAPairAndUnknownKeys() {
        source("tls: { cert_file: box.pem, ca: ca.pem, verify_hostname: no }");
        assertThat(problems())
                .containsExactly(
                        "tls.key_file: is missing; a certificate and its key are given together: cert_file and"
                                + " key_file",
                        "tls.ca: unknown key 'ca'; known keys: ca_file, cert_file, key_file, key_password_file,"
                                + " verify_hostname",
                        "tls.verify_hostname: is 'no'; expected one of true, false");
    }

    @Test
    void shouldTellWhenCertificatesEnd() throws Exception {
        Instant now = Instant.now();
        source("tls: { ca_file: ca.pem, cert_file: box.pem, key_file: box.key }");
        assertThat(Expiry.of(config(), now).problems()).isEmpty();
        assertThat(Expiry.of(config(), now).warnings()).isEmpty();

        Expiry soon = Expiry.of(config(), now.plus(Duration.ofDays(350)));
        assertThat(soon.problems()).isEmpty();
        assertThat(soon.warnings())
                .singleElement()
                .asString()
                .contains("weir.yaml:14:5: sources.cells.tls.cert_file: the certificate of CN=box in ")
                .contains("box.pem expires in 14 days, at ")
                .endsWith("; replace the file before, without a restart");

        Expiry late = Expiry.of(config(), now.plus(Duration.ofDays(366)));
        assertThat(late.problems()).singleElement().asString().contains("box.pem expired at ");

        Expiry early = Expiry.of(config(), Instant.EPOCH);
        assertThat(early.problems())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.message()).contains("is not valid before "))
                .allSatisfy(
                        it -> assertThat(it.message()).endsWith("; check the clock, which says 1970-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "scram_sha_256", "scram_sha_512"})
    void shouldReadEveryMechanismWithAPassword(String mechanism) throws Exception {
        source("sasl: { mechanism: " + mechanism + ", username: weir, password_file: kafka.secret }");
        SaslConfig.Password sasl = (SaslConfig.Password) read().sasl().orElseThrow();
        assertThat(sasl.mechanism()).isEqualTo(mechanism);
        assertThat(sasl.password().read().reveal()).isEqualTo("hush");
        Files.writeString(folder.resolve("kafka.secret"), "changed");
        assertThat(sasl.password().read().reveal()).isEqualTo("changed");

        source("sasl: { mechanism: " + mechanism + ", username: weir, password: \"${SECRET}\" }");
        sasl = (SaslConfig.Password) read().sasl().orElseThrow();
        assertThat(sasl.password().read().reveal()).isEqualTo("hush");
    }

    @Test
    void shouldReadBothWaysToAToken() throws Exception {
        source("sasl: { mechanism: oauthbearer, token_file: kafka.secret }");
        assertThat(read().sasl())
                .contains(new SaslConfig.TokenFile(new SecretSource.InFile(folder.resolve("kafka.secret"))));
        source("""
                sasl:
                  mechanism: oauthbearer
                  token_url: https://login.plant/token
                  client_id: weir
                  client_secret_file: kafka.secret
                  scope: kafka read
                """);
        SaslConfig.TokenEndpoint endpoint =
                (SaslConfig.TokenEndpoint) read().sasl().orElseThrow();
        assertThat(endpoint.url()).hasHost("login.plant");
        assertThat(endpoint.scope()).contains("kafka read");
        assertThat(endpoint.clientSecret().read().reveal()).isEqualTo("hush");
    }

    @Test
    void shouldRefuseSaslThatIsIncompleteOrTwofold() {
        source("sasl: { username: weir }");
        assertThat(problems())
                .containsExactly("sasl.mechanism: is missing; expected one of plain, scram_sha_256, scram_sha_512,"
                        + " oauthbearer, for example mechanism: scram_sha_512");
        source("sasl: { mechanism: scram-sha-512, username: weir, password: x }");
        assertThat(problems())
                .containsExactly("sasl.mechanism: is 'scram-sha-512'; expected one of plain, scram_sha_256,"
                        + " scram_sha_512, oauthbearer; did you mean 'scram_sha_512'?");
        source("sasl: { mechanism: plain, token_file: x }");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "sasl.token_file: unknown key 'token_file'; known keys: mechanism, username, password,"
                                + " password_file",
                        "sasl.username: is missing; for example username: weir",
                        "sasl.password_file: is missing; for example password_file: kafka.secret, or password:"
                                + " ${KAFKA_SECRET}");
        source("sasl: { mechanism: oauthbearer }");
        assertThat(problems())
                .containsExactly("sasl.token_url: is missing; give token_url, or token_file if something else fetches"
                        + " the token");
        source("sasl: { mechanism: oauthbearer, token_file: kafka.secret, client_id: x }");
        assertThat(problems())
                .containsExactly("sasl.client_id: belongs to token_url, and token_file is given; remove it");
        source("sasl: { mechanism: oauthbearer, token_url: \"https://me:hush@x/\", client_id: x, client_secret: y }");
        assertThat(problems())
                .containsExactly("sasl.token_url: is not the URL of a token endpoint; expected https://host/path"
                        + " without a user name, for example https://login.plant/oauth2/token");
    }

    @Test
    void shouldRefuseClientPropertiesThatTlsAndSaslDecide() {
        source("""
                tls: { ca_file: ca.pem }
                sasl: { mechanism: plain, username: weir, password: x }
                properties: { security.protocol: SSL, ssl.protocol: TLS, sasl.login.class: x, fetch.min.bytes: 1 }
                """);
        assertThat(problems())
                .containsExactly(
                        "properties: 'security.protocol' is set by Weir where tls or sasl is given; remove it, or them",
                        "properties: 'ssl.protocol' is set by Weir where tls or sasl is given; remove it, or them",
                        "properties: 'sasl.login.class' is set by Weir where tls or sasl is given; remove it, or them");
    }

    @Test
    void shouldReadEveryStart() throws Exception {
        source("start: earliest");
        assertThat(read().start()).isEqualTo(Start.EARLIEST);
        source("start: 2026-11-22T10:00:00Z");
        assertThat(read().start()).isEqualTo(new Start.At(Instant.parse("2026-11-22T10:00:00Z")));
        source("start: 2026-11-22T10:00:00+01:00");
        assertThat(read().start()).isEqualTo(new Start.At(Instant.parse("2026-11-22T09:00:00Z")));
        source("start: -2h");
        assertThat(read().start()).isEqualTo(new Start.Ago(Duration.ofHours(2)));
        String expected =
                "; expected earliest, latest, a time such as 2026-11-22T10:00:00Z, or how long ago, such as" + " -2h";
        source("start: -2");
        assertThat(problems()).containsExactly("start: is '-2'" + expected);
        source("start: 2026-11-22T10:00:00");
        assertThat(problems()).containsExactly("start: is '2026-11-22T10:00:00'" + expected);
        source("start: earlyest");
        assertThat(problems()).containsExactly("start: is 'earlyest'" + expected + "; did you mean 'earliest'?");
    }

    @Test
    void shouldReadHowTheApplianceIsAMemberOfItsGroup() throws Exception {
        source("group: lines\ngroup_protocol: consumer\ngroup_instance_id: box-7");
        assertThat(read().membership()).isEqualTo(new Membership(GroupProtocol.CONSUMER, Optional.of("box-7")));
        source("group: lines");
        assertThat(read().membership()).isEqualTo(Membership.DEFAULT);
        source("group_instance_id: box-7");
        assertThat(problems())
                .containsExactly(
                        "group_instance_id: there is no group that it could apply to; give group too, or remove it");
        source("group: lines\nproperties: { group.instance.id: x }");
        assertThat(problems())
                .containsExactly("properties.group.instance.id: 'group.instance.id' is set by Weir: use the key"
                        + " group_instance_id");
    }
}
