package io.weir.config.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The private key of a PEM file: PKCS#8 (RFC 5958), plain or encrypted, and the older PKCS#1 (RSA, RFC 8017) and SEC 1
 * (EC, RFC 5915), which are put into a PKCS#8 envelope:
 *
 * <pre>
 *   SEQUENCE
 *     INTEGER 0
 *     SEQUENCE
 *       OBJECT IDENTIFIER   rsaEncryption | ecPublicKey
 *       NULL | OBJECT IDENTIFIER of the curve
 *     OCTET STRING          the key as it was
 * </pre>
 */
final class PemKey {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] RSA_ENCRYPTION = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1};
    private static final byte[] EC_PUBLIC_KEY = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private PemKey() {}

    /** @param password null if none is given */
    static PrivateKey read(byte[] file, char @Nullable [] password) throws PemException {
        for (Pem.Block block : Pem.blocks(file)) {
            if (block.isEncryptedTheOldWay()) {
                throw new PemException(
                        "is encrypted by an old method; convert it with openssl pkcs8 -topk8 -v2 aes256");
            }
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(block.decode());
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypt(block.decode(), password));
                }
                case "RSA PRIVATE KEY" -> {
                    return key(envelope(RSA_ENCRYPTION, NULL, new byte[0], block.decode()));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] der = block.decode();
                    return key(envelope(EC_PUBLIC_KEY, OBJECT_IDENTIFIER, curve(der), der));
                }
                default -> {}
            }
        }
        throw new PemException("holds no private key (-----BEGIN PRIVATE KEY-----); is it the right file?");
    }

    private static PrivateKey key(byte[] pkcs8) throws PemException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // Of another algorithm.
            } catch (GeneralSecurityException e) {
                throw new PemException("cannot be read: this Java has no " + algorithm);
            }
        }
        throw new PemException("holds a damaged private key, or one that is not of RSA, EC or EdDSA");
    }

    private static byte[] decrypt(byte[] der, char @Nullable [] password) throws PemException {
        if (password == null) {
            throw new PemException("is encrypted; give its password with key_password_file");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = info.getAlgParameters();
            boolean inParameters =
                    info.getAlgName().equals(PBES2) || info.getAlgName().equals("PBES2");
            String algorithm = inParameters && parameters != null ? parameters.toString() : info.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                    parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException e) {
            throw new PemException("holds a damaged private key");
        } catch (GeneralSecurityException e) {
            throw new PemException("cannot be decrypted; does the password in key_password_file belong to it?");
        }
    }

    private static byte[] envelope(byte[] algorithm, int parametersTag, byte[] parameters, byte[] key) {
        byte[] identifier = concat(value(OBJECT_IDENTIFIER, algorithm), value(parametersTag, parameters));
        return value(
                SEQUENCE,
                concat(value(INTEGER, new byte[] {0}), concat(value(SEQUENCE, identifier), value(OCTET_STRING, key))));
    }

    /** The identifier of an EC key's curve, which follows its version and number. */
    private static byte[] curve(byte[] der) throws PemException {
        try {
            int at = contents(der, 0);
            while (at < der.length) {
                int tag = der[at] & 0xff;
                int from = contents(der, at);
                if (tag == PARAMETERS) {
                    int curve = contents(der, from);
                    return Arrays.copyOfRange(der, curve, curve + length(der, from));
                }
                at = from + length(der, at);
            }
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            // Said below.
        }
        throw new PemException("holds an EC key that does not name its curve; convert it with openssl pkcs8 -topk8");
    }

    private static int contents(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        int length = 0;
        for (int i = at + 2; i < contents(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }

    private static byte[] value(int tag, byte[] contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (contents.length < 0x80) {
            out.write(contents.length);
        } else if (contents.length < 0x100) {
            out.write(0x81);
            out.write(contents.length);
        } else {
            // A key file is at most 64 KiB, and base64 makes it smaller.
            out.write(0x82);
            out.write(contents.length >> 8);
            out.write(contents.length);
        }
        out.writeBytes(contents);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
