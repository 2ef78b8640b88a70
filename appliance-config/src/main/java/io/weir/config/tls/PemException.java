package io.weir.config.tls;

/** A PEM file is not what it should be. It completes "the file …" and never holds anything of a key. */
final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    PemException(String problem) {
        super(problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
