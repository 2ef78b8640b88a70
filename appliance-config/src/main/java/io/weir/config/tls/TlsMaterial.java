package io.weir.config.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the files of one {@code tls} section hold.
 *
 * @param authorities those that the other side is trusted for; empty: those that Java trusts
 * @param chain the appliance's own certificate, then those that vouch for it; empty: it shows none
 * @param key of the first certificate in {@code chain}
 */
public record TlsMaterial(List<X509Certificate> authorities, List<X509Certificate> chain, Optional<PrivateKey> key) {
    public TlsMaterial {
        authorities = List.copyOf(authorities);
        chain = List.copyOf(chain);
    }

    /** Whether a key is that of a certificate. */
    static boolean belong(PrivateKey key, X509Certificate certificate) {
        PublicKey open = certificate.getPublicKey();
        if (key instanceof RSAKey own && open instanceof RSAKey theirs) {
            return own.getModulus().equals(theirs.getModulus());
        }
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            byte[] anything = {1, 2, 3};
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * When the first of the appliance's own certificates expires, or the last of the authorities, whichever is earlier:
     * from then on no connection can be made. Empty if no file names a certificate.
     */
    public Optional<Instant> expiry() {
        return Stream.concat(
                        expiries(chain).min(Comparator.naturalOrder()).stream(),
                        expiries(authorities).max(Comparator.naturalOrder()).stream())
                .min(Comparator.naturalOrder());
    }

    private static Stream<Instant> expiries(List<X509Certificate> certificates) {
        return certificates.stream().map(it -> it.getNotAfter().toInstant());
    }
}
