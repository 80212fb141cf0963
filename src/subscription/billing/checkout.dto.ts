import { ApiProperty } from '../../common/index.js';

/** Where to send the owner. */
export class BillingPageDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://checkout.stripe.com/c/pay/cs_live_a1',
    description: 'Address of a page of the biller; null when there is none, as with manual billing.',
  })
  url!: string | null;
}
