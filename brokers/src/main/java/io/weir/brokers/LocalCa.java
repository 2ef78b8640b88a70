package io.weir.brokers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A certificate authority for brokers on loopback and their clients: X.509 certificates (RFC 5280) with EC or RSA keys. */
public final class LocalCa {
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime() >>> 1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private LocalCa(String name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A certificate and its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        /** Writes the certificate as PEM. */
        public Path writeCertificate(Path file) {
            return Directories.write(file, LocalCa.pem(certificate));
        }

        /** Writes the key as PEM (PKCS#8). */
        public Path writeKey(Path file) {
            return Directories.write(file, LocalCa.pem("PRIVATE KEY", key.getEncoded()));
        }

        /** The key, then the certificate, as Kafka brokers want them in one file. */
        public Path writeBoth(Path file) {
            return Directories.write(file, LocalCa.pem("PRIVATE KEY", key.getEncoded()) + LocalCa.pem(certificate));
        }

        /** Writes both as a PKCS#12 store, and the authority's certificate as one that is trusted. */
        public Path writeStore(Path file, LocalCa ca, String password) {
            try (OutputStream out = Files.newOutputStream(file)) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setCertificateEntry("authority", ca.certificate);
                store.setKeyEntry("own", key, password.toCharArray(), new X509Certificate[] {certificate});
                store.store(out, password.toCharArray());
                return file;
            } catch (IOException | GeneralSecurityException e) {
                throw new BrokerException("cannot write " + file, e);
            }
        }
    }

    /** A new authority with an EC key, valid for ten years. */
    public static LocalCa create(String name) {
        KeyPair keys = keys("EC");
        Instant now = Instant.now();
        X509Certificate own = sign(
                Der.certificate(
                        SERIAL.incrementAndGet(),
                        name,
                        name,
                        now.minus(CLOCK_SKEW),
                        now.plus(Duration.ofDays(3650)),
                        keys.getPublic(),
                        List.of(),
                        true),
                keys.getPrivate());
        return new LocalCa(name, keys, own);
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Writes the authority's certificate as PEM. */
    public Path writeCertificate(Path file) {
        return Directories.write(file, pem(certificate));
    }

    /**
     * A certificate with an EC key, valid for a year.
     *
     * @param hosts names and IPv4 addresses that it is for, perhaps none
     */
    public Issued issue(String subject, List<String> hosts) {
        Instant now = Instant.now();
        return issue(subject, hosts, "EC", now.minus(CLOCK_SKEW), now.plus(Duration.ofDays(365)));
    }

    /**
     * A certificate.
     *
     * @param algorithm {@code EC}, {@code RSA} or {@code Ed25519}
     */
    public Issued issue(String subject, List<String> hosts, String algorithm, Instant from, Instant until) {
        KeyPair pair = keys(algorithm);
        byte[] body =
                Der.certificate(SERIAL.incrementAndGet(), name, subject, from, until, pair.getPublic(), hosts, false);
        return new Issued(sign(body, keys.getPrivate()), pair.getPrivate());
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(256);
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new BrokerException("cannot make a key of " + algorithm, e);
        }
    }

    private static X509Certificate sign(byte[] body, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(body);
            byte[] der = Der.signed(body, signature.sign());
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new BrokerException("cannot sign a certificate", e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new BrokerException("cannot encode a certificate", e);
        }
    }

    /** One PEM block. */
    public static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    /** One DER value (X.690) of at most 64 KiB. */
    public static byte[] der(int tag, byte[]... parts) {
        return Der.value(tag, parts);
    }

    /** The few parts of DER (X.690) that a certificate is made of. */
    private static final class Der {
        private static final int INTEGER = 0x02;
        private static final int BIT_STRING = 0x03;
        private static final int OCTET_STRING = 0x04;
        private static final int UTF8_STRING = 0x0c;
        private static final int GENERALIZED_TIME = 0x18;
        private static final int UTC_TIME = 0x17;
        private static final int SEQUENCE = 0x30;
        private static final int SET = 0x31;

        private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
        private static final byte[] ECDSA_WITH_SHA256 = {
            0x30, 10, 0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2
        };
        private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
        private static final byte[] BASIC_CONSTRAINTS = {0x06, 3, 0x55, 0x1d, 0x13};
        private static final byte[] SUBJECT_ALTERNATIVE_NAME = {0x06, 3, 0x55, 0x1d, 0x11};

        static byte[] certificate(
                long serial,
                String issuer,
                String subject,
                Instant from,
                Instant until,
                PublicKey key,
                List<String> hosts,
                boolean authority) {
            return value(
                    SEQUENCE,
                    value(0xa0, value(INTEGER, new byte[] {2})),
                    value(INTEGER, BigInteger.valueOf(serial).toByteArray()),
                    ECDSA_WITH_SHA256,
                    name(issuer),
                    value(SEQUENCE, time(from), time(until)),
                    name(subject),
                    key.getEncoded(),
                    value(0xa3, value(SEQUENCE, extensions(hosts, authority))));
        }

        static byte[] signed(byte[] body, byte[] signature) {
            return value(SEQUENCE, body, ECDSA_WITH_SHA256, value(BIT_STRING, new byte[] {0}, signature));
        }

        private static byte[] extensions(List<String> hosts, boolean authority) {
            byte[] constraints = value(SEQUENCE, authority ? TRUE : new byte[0]);
            byte[] basic = value(SEQUENCE, BASIC_CONSTRAINTS, TRUE, value(OCTET_STRING, constraints));
            if (hosts.isEmpty()) {
                return basic;
            }
            byte[][] names = hosts.stream().map(Der::host).toArray(byte[][]::new);
            byte[] alternatives =
                    value(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, value(OCTET_STRING, value(SEQUENCE, names)));
            return concat(basic, alternatives);
        }

        private static byte[] host(String host) {
            if (!host.matches("[0-9.]+")) {
                return value(0x82, host.getBytes(StandardCharsets.US_ASCII));
            }
            String[] parts = host.split("\\.", -1);
            byte[] address = new byte[parts.length];
            for (int i = 0; i < parts.length; i++) {
                address[i] = (byte) Integer.parseInt(parts[i]);
            }
            return value(0x87, address);
        }

        private static byte[] name(String commonName) {
            byte[] text = value(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
            return value(SEQUENCE, value(SET, value(SEQUENCE, COMMON_NAME, text)));
        }

        /** RFC 5280: until 2049 with two digits of the year. */
        private static byte[] time(Instant instant) {
            String digits = instant.toString().replaceAll("\\.[0-9]+", "").replaceAll("[-:T]", "");
            boolean shortYear = digits.compareTo("2050") < 0;
            return value(
                    shortYear ? UTC_TIME : GENERALIZED_TIME,
                    digits.substring(shortYear ? 2 : 0).getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] value(int tag, byte[]... parts) {
            byte[] contents = concat(parts);
            byte[] head;
            if (contents.length < 0x80) {
                head = new byte[] {(byte) tag, (byte) contents.length};
            } else {
                head = new byte[] {(byte) tag, (byte) 0x82, (byte) (contents.length >> 8), (byte) contents.length};
                if (contents.length < 0x100) {
                    head = new byte[] {(byte) tag, (byte) 0x81, (byte) contents.length};
                }
            }
            return concat(head, contents);
        }

        private static byte[] concat(byte[]... parts) {
            int length = 0;
            for (byte[] part : parts) {
                length += part.length;
            }
            byte[] all = new byte[length];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        }
    }
}
