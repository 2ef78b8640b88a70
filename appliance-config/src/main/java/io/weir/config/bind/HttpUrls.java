package io.weir.config.bind;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** URLs of services that are asked over HTTP. */
final class HttpUrls {
    private HttpUrls() {}

    /**
     * A URL without a user name. It is never shown: it may hold a password.
     *
     * @param what it is of: {@code a token endpoint}
     */
    static Optional<URI> read(Element element, String what, String example) {
        Optional<String> text = element.text("the URL of " + what + ", for example " + example);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text.get());
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        return element.problem("is not the URL of " + what + "; expected https://host/path without a user name, for"
                + " example " + example);
    }
}
