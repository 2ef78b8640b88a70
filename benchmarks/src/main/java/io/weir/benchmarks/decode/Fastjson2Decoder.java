package io.weir.benchmarks.decode;

import com.alibaba.fastjson2.JSON;

/** fastjson2 into an object. */
final class Fastjson2Decoder implements Contestant {
    private double sum;

    @Override
    public String name() {
        return "fastjson2, into objects";
    }

    @Override
    public void decode(byte[] payload) {
        Reading reading = JSON.parseObject(payload, Reading.class);
        sum += reading.ts + reading.temp + reading.rpm + reading.line + reading.pressure;
        sum += reading.device.length() + reading.state.length();
    }

    @Override
    public double sum() {
        return sum;
    }
}
