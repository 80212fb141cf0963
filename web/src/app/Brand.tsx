import { Group, Text } from '@mantine/core';
import { texts } from '../texts/index.js';
import icon from './icon.svg';

export function Brand(): React.ReactNode {
  return (
    <Group gap={8} wrap="nowrap" component="span">
      <img src={icon} width={28} height={28} alt="" />
      <Text span fw={700} size="lg" visibleFrom="xs">
        {texts.general.productName}
      </Text>
    </Group>
  );
}
