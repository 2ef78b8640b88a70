package io.weir.demo.plant;

/** Where the plant sends to; the demo's configuration reads from there. */
public final class Topics {
    /** Of {@link Family#CELL}. */
    public static final String CELLS = "cell-readings";

    public static final int CELL_PARTITIONS = 4;

    /** Of {@link Family#ROOM}. */
    public static final String ROOMS = "environment";

    public static final int ROOM_PARTITIONS = 2;

    private Topics() {}
}
