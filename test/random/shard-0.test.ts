// Random programs through all laws: part 1 of 2.
import { testShard } from "./shard.js";

testShard(0);
