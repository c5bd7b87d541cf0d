// Random programs through all laws: part 2 of 2.
import { testShard } from "./shard.js";

testShard(1);
