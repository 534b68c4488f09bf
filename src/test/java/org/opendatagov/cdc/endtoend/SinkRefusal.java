package org.opendatagov.cdc.endtoend;

import java.nio.file.Path;

/** A state in which a sink answers and takes no writes, with the words by which it says so. */
enum SinkRefusal {
    FULL_REDIS("deliver-cache", "OOM command not allowed") {
        @Override
        void begin(World world) {
            world.redis.run("CONFIG SET maxmemory 1");
        }

        @Override
        void end(World world) {
            world.redis.run("CONFIG SET maxmemory 0");
        }
    },
    READ_ONLY_REPLICA("deliver-cache", "READONLY") {
        @Override
        void begin(World world) {
            world.redis.run("REPLICAOF 127.0.0.1 1");
        }

        @Override
        void end(World world) {
            world.redis.run("REPLICAOF NO ONE");
        }
    },
    REDIS_WITHOUT_DISK("deliver-cache", "MISCONF") {
        @Override
        void begin(World world) {
            // Nobody can write a file there.
            world.redis.run("CONFIG SET dir /proc");
            world.redis.run("CONFIG SET save \"3600 1000000\"");
            world.redis.run("BGSAVE SCHEDULE");
        }

        @Override
        void end(World world) {
            Path data = Path.of("target", "servers", world.redis.name(), "data").toAbsolutePath();
            world.redis.run("CONFIG SET dir " + data);
            world.redis.run("CONFIG SET save \"\"");
        }
    },
    FULL_ELASTICSEARCH("deliver-search", "429, cluster_block_exception") {
        @Override
        void begin(World world) {
            settings(world, "{\"index.blocks.read_only_allow_delete\": true}");
        }

        @Override
        void end(World world) {
            settings(world, "{\"index.blocks.read_only_allow_delete\": null}");
        }
    },
    READ_ONLY_INDEX("deliver-search", "403, cluster_block_exception") {
        @Override
        void begin(World world) {
            settings(world, "{\"index.blocks.read_only\": true}");
        }

        @Override
        void end(World world) {
            settings(world, "{\"index.blocks.read_only\": null}");
        }
    },
    CLOSED_INDEX("deliver-search", "index_closed_exception") {
        @Override
        void begin(World world) {
            world.elasticsearch.call("POST", "/cdc_data_contracts/_close", "");
        }

        @Override
        void end(World world) {
            world.elasticsearch.call("POST", "/cdc_data_contracts/_open", "");
        }
    };

    /** The flow that has to wait. */
    final String flow;

    final String words;

    SinkRefusal(String flow, String words) {
        this.flow = flow;
        this.words = words;
    }

    String otherFlow() {
        return flow.equals("deliver-cache") ? "deliver-search" : "deliver-cache";
    }

    abstract void begin(World world);

    abstract void end(World world);

    private static void settings(World world, String settings) {
        world.elasticsearch.call("PUT", "/cdc_*/_settings", settings);
    }
}
