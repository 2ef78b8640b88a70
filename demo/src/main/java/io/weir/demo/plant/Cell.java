package io.weir.demo.plant;

import java.util.SplittableRandom;

/** A battery cell being formed. */
final class Cell extends Device {
    private final Signal volt;
    private final Signal amp;
    private final Signal temp;

    Cell(int index, SplittableRandom random, Json json) {
        super(Family.CELL, index, "c", Topics.CELLS, random, json);
        this.volt = new Signal(random, 3.7, 0.4, 0.01);
        this.amp = new Signal(random, 12, 9, 0.2);
        this.temp = new Signal(random, 31, 4, 0.3);
    }

    @Override
    byte[] payload(long timeMs) {
        return json.open()
                .number("ts", timeMs)
                .text("cell", name())
                .number("volt", volt.at(timeMs))
                .number("amp", amp.at(timeMs))
                .number("temp", temp.at(timeMs))
                .close();
    }

    @Override
    byte[] payloadOfWrongType(long timeMs) {
        return json.open()
                .number("ts", timeMs)
                .text("cell", name())
                .raw("volt", "{\"value\":3.7}")
                .close();
    }
}
