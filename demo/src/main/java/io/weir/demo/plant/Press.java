package io.weir.demo.plant;

import java.util.SplittableRandom;

/** A hot press on one of three lines. */
final class Press extends Device {
    private static final int LINES = 3;
    private static final String[] STATES = {"run", "run", "run", "run", "heat", "idle"};

    private final int line;
    private final Signal temp;
    private final Signal rpm;

    Press(int index, SplittableRandom random, Json json) {
        super(Family.PRESS, index, "p", "plant/l" + (index % LINES + 1) + "/press", random, json);
        this.line = index % LINES + 1;
        this.temp = new Signal(random, 80 + index, 12, 1.5);
        this.rpm = new Signal(random, 1_200 + 20 * index, 150, 12);
    }

    @Override
    byte[] payload(long timeMs) {
        return json.open()
                .number("ts", timeMs)
                .number("temp", temp.at(timeMs))
                .number("rpm", Math.round(rpm.at(timeMs)))
                .raw("loc", "{\"line\":" + line + ",\"hall\":\"A\"}")
                .text("state", STATES[random.nextInt(STATES.length)])
                .close();
    }

    @Override
    byte[] payloadOfWrongType(long timeMs) {
        return json.open()
                .number("ts", timeMs)
                .text("temp", "hot")
                .number("rpm", 1_200)
                .close();
    }
}
