package io.weir.storage.manifest;

/** A manifest that is there but damaged; the message names the file. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    public ManifestException(String message) {
        super(message);
    }
}
