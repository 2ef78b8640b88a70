package io.weir.benchmarks.decode;

/** Takes the seven values out of a payload. One thread. */
interface Contestant {
    String name();

    /** Decodes a payload whole; what is not JSON must fail. */
    void decode(byte[] payload);

    /** The sum of every number that was decoded, and of the lengths of the texts: the same for all. */
    double sum();
}
