package io.weir.demo.plant;

/** A kind of device, and how its messages travel. */
public enum Family {
    /** {@code plant/l1/press/p07}: {@code ts, temp, rpm, loc.line, state}. */
    PRESS(Transport.MQTT, 12, 3),
    /** {@code plant/h1/pump/u03}: {@code ts, pressure, flow, on}. */
    PUMP(Transport.MQTT, 8, 2),
    /** Topic {@code cell-readings}: {@code ts, cell, volt, amp, temp}. */
    CELL(Transport.KAFKA, 200, 4),
    /** Topic {@code environment}: {@code time} (ISO-8601), {@code room, humidity, temp, co2}. */
    ROOM(Transport.KAFKA, 10, 1);

    /** What carries a family's messages. */
    public enum Transport {
        MQTT,
        KAFKA
    }

    private final Transport transport;
    private final int devices;
    private final int share;

    Family(Transport transport, int devices, int share) {
        this.transport = transport;
        this.devices = devices;
        this.share = share;
    }

    public Transport transport() {
        return transport;
    }

    /** How many devices there are. */
    public int devices() {
        return devices;
    }

    /** How many of its transport's messages are this family's, in relation to the shares of the others. */
    int share() {
        return share;
    }
}
