package io.weir.benchmarks.decode;

/** What a payload of the benchmark holds, and every contestant must find. */
public final class Reading {
    public String device = "";
    public long ts;
    public double temp;
    public long rpm;
    public long line;
    public String state = "";
    public double pressure;

    /** The payload, about 150 bytes with the blanks that a device's printf leaves. */
    static String json(long sequence) {
        long device = Math.floorMod(sequence * 7919, 1000);
        return "{\"device\": \"plant-north/press-line-" + (1000 + device) + "\", \"ts\": "
                + (1_790_000_000_000L + sequence)
                + ", \"temp\": " + (20 + sequence % 600 / 10.0) + ", \"rpm\": " + (1000 + sequence % 500)
                + ", \"line\": " + device % 8 + ", \"state\": \"" + (sequence % 16 == 0 ? "starting" : "running")
                + "\", \"pressure\": 4." + (1000 + sequence % 9000) + "}";
    }
}
