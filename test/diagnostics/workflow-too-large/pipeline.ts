import { pipeline, step } from "zenc";

export const aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA = step((rows: number): number => rows);

const eight = async (rows: number): Promise<void> => {
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
  await aStepWithANameThatIsAsLongAsItMayBeAndStandsInEveryTaskTwiceAAA(rows);
};

const hundreds = async (rows: number): Promise<void> => {
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
  await eight(rows);
};

export const here = pipeline(async () => {
  await hundreds(0);
  await hundreds(1);
  await hundreds(2);
  await hundreds(3);
  await hundreds(4);
  await hundreds(5);
  await hundreds(6);
  await hundreds(7);
  await hundreds(8);
  await hundreds(9);
  await hundreds(10);
  await hundreds(11);
  await hundreds(12);
  await hundreds(13);
  await hundreds(14);
  await hundreds(15);
  await hundreds(16);
  await hundreds(17);
});
