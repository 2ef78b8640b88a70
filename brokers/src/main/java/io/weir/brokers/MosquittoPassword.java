package io.weir.brokers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A line of Mosquitto's password file, as {@code mosquitto_passwd} 2.x writes it: PBKDF2 (RFC 8018) with HMAC-SHA-512.
 *
 * <pre>
 *   user:$7$ITERATIONS$SALT$HASH      salt 12 bytes, hash 64 bytes, both in Base64
 * </pre>
 */
final class MosquittoPassword {
    private static final int ITERATIONS = 101;
    private static final int SALT_BYTES = 12;

    private MosquittoPassword() {}

    static String line(String user, String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return user + ":$7$" + ITERATIONS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash(password, salt)) + "\n";
    }

    /** The first and only block of PBKDF2; done by hand, because the platform's takes no bytes as a password. */
    private static byte[] hash(String password, byte[] salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            mac.update(salt);
            byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] hash = block.clone();
            for (int i = 1; i < ITERATIONS; i++) {
                block = mac.doFinal(block);
                for (int k = 0; k < hash.length; k++) {
                    hash[k] ^= block[k];
                }
            }
            return hash;
        } catch (GeneralSecurityException e) {
            throw new BrokerException("this Java has no HMAC-SHA-512: " + e.getMessage(), e);
        }
    }
}
