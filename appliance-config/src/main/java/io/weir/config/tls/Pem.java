package io.weir.config.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM (RFC 7468): blocks of base64 between {@code -----BEGIN X-----} and {@code -----END X-----}, text around them. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Pem() {}

    /** @param text base64, perhaps with headers before it */
    record Block(String label, String text) {
        /** Encrypted by OpenSSL's own method from before PKCS#8, whose headers say so. */
        boolean isEncryptedTheOldWay() {
            return text.contains("Proc-Type:");
        }

        byte[] decode() throws PemException {
            try {
                return Base64.getDecoder().decode(SPACE.matcher(text).replaceAll(""));
            } catch (IllegalArgumentException e) {
                throw new PemException("has a damaged block " + label + ": it is not base64");
            }
        }
    }

    static List<Block> blocks(byte[] file) throws PemException {
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            throw new PemException(
                    "is not PEM (text with -----BEGIN …-----); convert it with openssl x509, pkey or pkcs12");
        }
        return blocks;
    }

    /** Every certificate of a file, at least one, in its order. */
    static List<X509Certificate> certificates(byte[] file) throws PemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add(certificate(block.decode(), certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new PemException("holds no certificate (-----BEGIN CERTIFICATE-----); is it the right file?");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, int number) throws PemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new PemException("has a damaged certificate (number " + number + " of the file)");
        }
    }
}
