package io.weir.demo.plant;

import java.util.SplittableRandom;

/** A coolant pump, which is switched off now and then. */
final class Pump extends Device {
    private static final int HALLS = 2;
    private static final double ON_SHARE = 0.9;

    private final Signal pressure;
    private final Signal flow;

    Pump(int index, SplittableRandom random, Json json) {
        super(Family.PUMP, index, "u", "plant/h" + (index % HALLS + 1) + "/pump", random, json);
        this.pressure = new Signal(random, 4.2 + 0.1 * index, 0.6, 0.05);
        this.flow = new Signal(random, 35, 6, 0.8);
    }

    @Override
    byte[] payload(long timeMs) {
        boolean on = random.nextDouble() < ON_SHARE;
        return json.open()
                .number("ts", timeMs)
                .number("pressure", on ? pressure.at(timeMs) : 0.0)
                .number("flow", on ? flow.at(timeMs) : 0.0)
                .bool("on", on)
                .close();
    }

    @Override
    byte[] payloadOfWrongType(long timeMs) {
        return json.open()
                .number("ts", timeMs)
                .raw("pressure", "[4,2]")
                .bool("on", true)
                .close();
    }
}
