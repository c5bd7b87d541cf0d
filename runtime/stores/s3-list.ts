// The keys below a prefix in a bucket, page by page.
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { S3Access } from "./s3.js";
import { probeKey } from "./s3-create.js";

/** Keys below `prefix` in order; what is no key of a store (foreign objects, folder marks) is passed over. */
export async function* listKeys(
  { client, location, failed }: S3Access,
  prefix: string,
  shallow: boolean,
): AsyncGenerator<string> {
  const legal = /^(?:[A-Za-z0-9._=%-]+\/)*[A-Za-z0-9._=%-]+\/?$/;
  let token: string | undefined;
  do {
    const page = await client
      .send(
        new ListObjectsV2Command({
          Bucket: location.bucket,
          Prefix: location.prefix + prefix,
          ...(shallow ? { Delimiter: "/" } : {}),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      )
      .catch((cause) => {
        throw failed("list", prefix, cause);
      });
    // Objects that end in "/" are folders as some tools mark them.
    const objects = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined || Key.endsWith("/") ? [] : [Key]));
    const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
    for (const full of [...objects, ...folders].sort()) {
      const key = full.slice(location.prefix.length);
      if (legal.test(key) && key !== probeKey) yield key;
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
