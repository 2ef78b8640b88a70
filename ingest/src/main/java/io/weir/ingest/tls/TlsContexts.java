package io.weir.ingest.tls;

import io.weir.config.tls.TlsMaterial;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What PEM files hold, as the JDK wants it. */
final class TlsContexts {
    private TlsContexts() {}

    /**
     * A context for clients, with sessions of its own: none made with an older certificate is resumed.
     *
     * @param anyHost whether a certificate counts for every host, even if the client asks for its name to be checked
     */
    static SSLContext of(TlsMaterial material, boolean anyHost) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        try {
            TrustManager[] trust = trust(material);
            context.init(keys(material), anyHost ? AnyHostTrust.wrap(trust) : trust, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("a key store in memory cannot be made", e);
        }
        return context;
    }

    /** None where no certificate is to be shown. */
    private static KeyManager @Nullable [] keys(TlsMaterial material) throws GeneralSecurityException, IOException {
        if (material.key().isEmpty()) {
            return null;
        }
        char[] password = UUID.randomUUID().toString().toCharArray();
        KeyStore store = empty();
        store.setKeyEntry(
                "own", material.key().get(), password, material.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(TlsMaterial material) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!material.authorities().isEmpty()) {
            store = empty();
            for (X509Certificate authority : material.authorities()) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        // Without a store: the authorities that Java comes with.
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
